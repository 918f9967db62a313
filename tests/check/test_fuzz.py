"""Whatever the text, the linter answers: nothing crashes, and what is broken is reported as such."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rightloss.check.discovery import Found
from rightloss.check.lint import Outcome, lint
from rightloss.check.suppress import suppressions
from tests.check.sources import BAD, notebook

_PIECES = ("(", ")", "[", "'", '"""', "\n", "\n    ", "\\", ":", "#", "=", "lambda:", "\0", "\x0c", "é", "*", "yield ")


def run(data: bytes, path: str = "/fuzz/a.py") -> Outcome:
    return lint([Found(path, path, True)], lambda code, path: True, texts={path: data})


def check(outcome: Outcome) -> None:
    assert outcome.problems == {}
    for finding in outcome.findings:
        assert finding.place.line >= 1
        assert finding.place.column >= 1


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(BAD)), st.integers(0, 30), st.sampled_from(_PIECES))
def test_mutated_sources(place: int, cut: int, piece: str) -> None:
    check(run((BAD[:place] + piece + BAD[place + cut :]).encode()))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60))
def test_bytes(data: bytes) -> None:
    check(run(data))
    check(run(data, "/fuzz/a.ipynb"))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=20), max_size=4))
def test_cells(cells: list[str]) -> None:
    check(run(notebook(*cells).encode("utf-8", "surrogatepass"), "/fuzz/a.ipynb"))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="#noqa: RL1,[]rightloss:ignore-file\n'\"x=()", max_size=60))
def test_comments(text: str) -> None:
    for comment in suppressions(text):
        assert comment.column < comment.end_column


def test_deep_nesting_ends() -> None:
    for text in (
        "(" * 3000,
        "f(" * 300 + ")" * 300,
        "-" * 5000 + "1",
        "if x:\n" + " if y:\n" * 200,
        "[" * 90 + "]" * 90,
    ):
        check(run(f"import torch\nloss = {text}\n".encode()))


def test_runaway_recursion_ends() -> None:
    text = "import torch\ndef f(x, loss):\n    return f(x + 1, g(loss))\ndef g(x):\n    return f(g(x), x)\nf(1, 2)\n"
    check(run(text.encode()))


def test_a_class_that_is_its_own_base_ends() -> None:
    text = "import torch\nclass A(A): pass\nclass B(C): pass\nclass C(B): pass\nB = C\nloss = A()(B()(1))\n"
    check(run(text.encode()))
