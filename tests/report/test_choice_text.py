import re

import pytest

from rightloss.report.choice_text import to_text
from tests.report.choices import ASKED, CHOICES, CONSTANT, COUNT, HEAVY, IDENTIFIER, MASK, NASTY, NOMINAL, SNIPPET

ORDINARY = sorted(set(CHOICES) - {"nasty"})
ANSI = re.compile(r"\x1b\[[\d;]*m")


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_choice_fits_on_a_page(name: str) -> None:
    assert len(to_text(CHOICES[name], width=90).splitlines()) <= 65


@pytest.mark.parametrize("name", ORDINARY)
@pytest.mark.parametrize("width", [50, 80, 120])
def test_no_line_is_wider_than_the_terminal(name: str, width: int) -> None:
    told, _, _ = to_text(CHOICES[name], width=width).partition("\nCode\n")
    assert max(map(len, told.splitlines())) <= width


def test_the_verdict_comes_first_and_the_code_last() -> None:
    text = to_text(ASKED, width=100)
    heads = ["Target", "Why", "Watch out", "One question would settle it", "Ranking", "Ruled out", "Notes", "Code"]
    assert text.startswith("Train on Huber loss")
    assert [line for line in text.splitlines() if line in heads] == heads
    assert text.endswith(f"Code\n\n{HEAVY.ranking[0].snippet}")


def test_code_is_never_wrapped() -> None:
    assert NOMINAL.ranking[0].snippet in to_text(NOMINAL, width=40)
    assert len(SNIPPET.splitlines()[3]) > 40


@pytest.mark.parametrize("choice", [IDENTIFIER, CONSTANT])
def test_a_refusal_has_no_recommendation(choice: object) -> None:
    text = to_text(choice, width=80)  # type: ignore[arg-type]
    assert text.startswith("No loss fits")
    assert not {"Why", "Ranking", "Code"} & set(text.splitlines())


def test_colours_change_nothing_but_colours() -> None:
    colored = to_text(ASKED, width=80, color=True)
    assert "\x1b[" in colored
    assert _stripped(ANSI.sub("", colored)) == _stripped(to_text(ASKED, width=80))


def _stripped(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines()]


def test_without_colours_there_are_no_escapes() -> None:
    assert "\x1b" not in to_text(NASTY, width=80)


@pytest.mark.parametrize("name", ORDINARY)
def test_ascii_is_possible(name: str) -> None:
    assert to_text(CHOICES[name], width=80, unicode=False).isascii()


def test_numbers_are_drawn_as_a_line_of_blocks() -> None:
    assert "  -25 │▂▂▂▂▂▃▅██▇▄▃▂▂▂ ▂  ▂│ 47\n" in to_text(HEAVY, width=80)
    assert "  0 │█" in to_text(COUNT, width=80)


def test_classes_are_listed_with_their_shares() -> None:
    assert "setosa 33%, versicolor 33%, virginica 33%" in to_text(NOMINAL, width=80)
    assert "0 78%, 1 16%, 2 6%, 3 <1%" in to_text(MASK, width=80)
    assert "and 35 more" in to_text(NASTY, width=400)


def test_the_width_is_that_of_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert to_text(HEAVY) == to_text(HEAVY, width=60)
    monkeypatch.setenv("COLUMNS", "300")
    assert to_text(HEAVY) == to_text(HEAVY, width=100)
