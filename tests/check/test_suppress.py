import pytest

from rightloss.check.suppress import apply, suppressions
from rightloss.findings import Finding, Place


def finding(line: int, code: str = "RL101", name: str = "softmax-before-cross-entropy") -> Finding:
    return Finding(code=code, name=name, place=Place(path="a.py", line=line), message="")


def left(text: str, *lines: int) -> list[tuple[str, int]]:
    kept = apply(text, [finding(line) for line in lines], lambda code: True)
    return [(item.code, item.place.line) for item in kept]


SILENT = {
    "noqa": ("x = 1  # noqa\n", 1),
    "noqa in capitals": ("x = 1  # NOQA\n", 1),
    "noqa with the code": ("x = 1  # noqa: RL101\n", 1),
    "noqa among others": ("x = 1  # noqa: E501, RL101\n", 1),
    "noqa without spaces": ("x = 1  #noqa:RL101\n", 1),
    "after another comment": ("x = 1  # type: ignore # noqa: RL101\n", 1),
    "ignore": ("x = 1  # rightloss: ignore\n", 1),
    "ignore with the code": ("x = 1  # rightloss: ignore[RL101]\n", 1),
    "ignore with the name": ("x = 1  # rightloss: ignore[softmax-before-cross-entropy]\n", 1),
    "ignore with a reason": ("x = 1  # rightloss: ignore[RL101] on purpose\n", 1),
    "at the end of a statement": ("x = f(\n    1,\n)  # noqa: RL101\n", 1),
    "on a line within it": ("x = f(\n    1,  # noqa: RL101\n)\n", 2),
    "after a text of many lines": ('x = """\n# no comment\n"""  # noqa: RL101\n', 1),
    "above the statement": ("# rightloss: ignore[RL101]\nx = f(\n    1,\n)\n", 3),
    "above with a line between": ("# rightloss: ignore[RL101]\n# why\n\nx = 1\n", 4),
    "file": ("# rightloss: ignore-file[RL101]\n\nx = 1\n", 3),
    "whole file": ("x = 1\n# rightloss: ignore-file\n", 1),
}


@pytest.mark.parametrize("name", SILENT)
def test_comments_that_silence(name: str) -> None:
    text, line = SILENT[name]
    assert left(text, line) == []


LOUD = {
    "noqa for another code": ("x = 1  # noqa: E501\n", 1),
    "noqa on another line": ("# noqa: E501\nx = 1\n", 2),
    "a text that looks like a comment": ('x = "# noqa"\n', 1),
    "ignore of other tools": ("x = 1  # type: ignore\n", 1),
}


@pytest.mark.parametrize("name", LOUD)
def test_comments_that_do_not(name: str) -> None:
    text, line = LOUD[name]
    assert left(text, line) == [("RL101", line)]


UNUSED = {
    "noqa": ("x = 1  # noqa: RL101\n", "silences RL101", ""),
    "one of two": ("x = 1  # noqa: RL101, E501\n", "silences RL101", "# noqa: E501"),
    "ignore": ("x = 1  # rightloss: ignore\n", "silences anything", ""),
    "ignore one": ("x = 1  # rightloss: ignore[RL101]\n", "silences RL101", ""),
    "a code that nobody knows": ("x = 1  # rightloss: ignore[RL999]\n", "silences RL999", ""),
    "a file": ("# rightloss: ignore-file[RL101]\n", "silences RL101", ""),
}


@pytest.mark.parametrize("name", UNUSED)
def test_unused_ones_are_reported_with_a_fix(name: str) -> None:
    text, message, replacement = UNUSED[name]
    (found,) = apply(text, [], lambda code: True)
    assert found.code == "RL001"
    assert message in found.message
    assert found.fix is not None
    assert found.fix.safe
    assert [edit.text for edit in found.fix.edits] == [replacement]


@pytest.mark.parametrize("text", ["x = 1  # noqa\n", "x = 1  # noqa: E501\n", "x = 1\n"])
def test_comments_for_other_tools_are_left_alone(text: str) -> None:
    assert apply(text, [], lambda code: True) == []


def test_a_code_that_is_not_selected_is_not_called_unused() -> None:
    assert apply("x = 1  # noqa: RL101\n", [], lambda code: code != "RL101") == []


def test_comments_before_a_syntax_error_count() -> None:
    assert len(suppressions("x = 1  # noqa\ny = (\n")) == 1
