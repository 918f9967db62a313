import pytest

from rightloss.findings import Finding, Place
from rightloss.report.finding_text import plain, summary, to_concise, to_full, to_statistics, way
from tests.report.findings import ALL, BARE, FULL, IN_CELL


def test_concise() -> None:
    assert to_concise(ALL).splitlines() == [
        "b.py:2:3: RL901 100% wrong, says: x",
        "train.py:58:8: RL101 [**] softmax was applied before",
        "a b.ipynb:cell 3:2:1: RL103 [*] once is enough",
    ]


def test_full() -> None:
    text = to_full([FULL], lambda place: "\tloss = criterion(out, y)")
    assert text == (
        "RL101 softmax-before-cross-entropy: softmax was applied before\n"
        "  --> train.py:58:8\n"
        "   |\n"
        "58 |  loss = criterion(out, y)\n"
        "   |        ^^^^\n"
        "   = way: softmax(dim=1) at model.py:31 -> here at train.py:58\n"
        "   = why: the loss cannot fall below 1.461\n"
        "   = help: pass the raw scores\n"
        "   = fix: drop it (--fix --unsafe-fixes)\n"
    )


def test_a_finding_without_its_line() -> None:
    assert to_full([BARE], lambda place: None) == "RL901 unknown-name: 100% wrong, says: x\n --> b.py:2:3\n"


def test_a_finding_of_several_lines_is_marked_to_the_end_of_the_first() -> None:
    place = Place(path="a.py", line=1, column=5, end_line=3, end_column=2)
    finding = Finding(code="RL101", name="n", place=place, message="m")
    assert to_full([finding], lambda place: "x = f(").splitlines()[4] == "  |     ^^"


def test_colours_change_nothing_else() -> None:
    lines = {"train.py": "x = 1"}
    colored = to_full(ALL, lambda place: lines.get(place.path), color=True)
    assert "\x1b[31mRL101\x1b[0m" in colored
    assert "\x1b[33mRL103\x1b[0m" in colored
    assert plain(colored) == to_full(ALL, lambda place: lines.get(place.path))


def test_statistics() -> None:
    assert to_statistics([FULL, BARE, FULL]) == "2  RL101  softmax-before-cross-entropy\n1  RL901  unknown-name\n"
    assert to_statistics([]) == ""


SUMMARIES = {
    (): "All checks passed.\n",
    (BARE,): "Found 1 mistake.\n",
    (BARE, IN_CELL): "Found 2 mistakes. 1 can be fixed with --fix.\n",
    ALL: "Found 3 mistakes. 1 can be fixed with --fix. 1 can be fixed with --fix --unsafe-fixes.\n",
}


@pytest.mark.parametrize("findings", SUMMARIES, ids=len)
def test_the_last_line(findings: tuple[Finding, ...]) -> None:
    assert summary(findings) == SUMMARIES[findings]


def test_a_finding_that_came_no_way() -> None:
    assert way(BARE) == ""
