import pytest

from rightloss.check.select import Selection, SelectorError, selectors

CASES = {
    "everything by default": (Selection(), "RL101", True),
    "ignored": (Selection(ignore=("RL101",)), "RL101", False),
    "ignored by prefix": (Selection(ignore=("RL1",)), "RL101", False),
    "another prefix": (Selection(ignore=("RL2",)), "RL101", True),
    "selected by prefix": (Selection(select=("RL1",)), "RL101", True),
    "not selected": (Selection(select=("RL2",)), "RL101", False),
    "a code beats the prefix that ignores it": (Selection(select=("RL101",), ignore=("RL1",)), "RL101", True),
    "a code beats the prefix that selects it": (Selection(select=("RL1",), ignore=("RL101",)), "RL101", False),
    "ignore wins a draw": (Selection(select=("RL101",), ignore=("RL101",)), "RL101", False),
    "extended": (Selection(select=("RL2",), extend=("RL101",)), "RL101", True),
    "ignoring ALL but one": (Selection(select=("RL101",), ignore=("ALL",)), "RL101", True),
}


@pytest.mark.parametrize("name", CASES)
def test_the_more_specific_selector_wins(name: str) -> None:
    selection, code, expected = CASES[name]
    assert selection.wants(code, "/project/a.py") is expected


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("tests/*", "/project/tests/a.py", False),
        ("tests/*", "/project/src/a.py", True),
        ("*.ipynb", "/project/src/a.ipynb", False),
        ("a.py", "/project/src/a.py", False),
    ],
)
def test_per_file_ignores(pattern: str, path: str, expected: bool) -> None:
    selection = Selection(per_file=((pattern, ("RL1",)),), root="/project")
    assert selection.wants("RL101", path) is expected
    assert selection.wants("RL201", path)


def test_selectors_are_codes_prefixes_and_names() -> None:
    assert selectors(["rl1, RL203", "all", "softmax-before-cross-entropy"]) == ("RL1", "RL203", "ALL", "RL101")


UNKNOWN = {
    "RL1O1": "did you mean RL",
    "softmax-before-crossentropy": "did you mean softmax-before-cross-entropy",
    "zzz": "list --mistakes",
}


@pytest.mark.parametrize("text", UNKNOWN)
def test_an_unknown_selector_names_the_nearest(text: str) -> None:
    with pytest.raises(SelectorError, match=UNKNOWN[text]):
        selectors([text])
