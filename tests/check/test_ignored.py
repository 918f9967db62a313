import os
from pathlib import Path

import pytest

from rightloss.check.ignored import Ignored

# pattern, path, whether the path is a folder, whether git ignores it
CASES = [
    ("*.py", "a.py", False, True),
    ("*.py", "b/a.py", False, True),
    ("/a.py", "b/a.py", False, False),
    ("/a.py", "a.py", False, True),
    ("build/", "build", True, True),
    ("build/", "build", False, False),
    ("build/", "x/build", True, True),
    ("b/a.py", "b/a.py", False, True),
    ("b/a.py", "c/b/a.py", False, False),
    ("**/a.py", "c/b/a.py", False, True),
    ("b/**/a.py", "b/a.py", False, True),
    ("b/**/a.py", "b/c/d/a.py", False, True),
    ("b/**", "b/c/d", False, True),
    ("a?.py", "ab.py", False, True),
    ("a?.py", "a/.py", False, False),
    ("a[0-9].py", "a7.py", False, True),
    ("a[!0-9].py", "a7.py", False, False),
    ("# a.py", "a.py", False, False),
    (r"\#a.py", "#a.py", False, True),
    ("a.py  ", "a.py", False, True),
    ("/", "a.py", False, False),
]


@pytest.mark.parametrize(("pattern", "path", "folder", "expected"), CASES)
def test_patterns(pattern: str, path: str, folder: bool, expected: bool) -> None:
    assert Ignored.of_patterns("/top", (pattern,)).covers(os.path.join("/top", path), folder) is expected


def test_the_last_pattern_decides() -> None:
    rules = Ignored.of_patterns("/top", ("*.py", "!keep.py"))
    assert rules.covers("/top/a.py", False)
    assert not rules.covers("/top/keep.py", False)


def test_what_lies_elsewhere_is_not_covered() -> None:
    assert not Ignored.of_patterns("/top", ("*.py",)).covers("/other/a.py", False)


def test_the_files_above_hold_up_to_the_repository(tmp_path: Path) -> None:
    inner = tmp_path / "repository" / "package" / "inner"
    inner.mkdir(parents=True)
    (tmp_path / ".gitignore").write_text("outside.py\n")
    (tmp_path / "repository" / ".git").mkdir()
    (tmp_path / "repository" / ".gitignore").write_text("*_generated.py\n")
    rules = Ignored.above(str(inner))
    assert rules.covers(str(inner / "a_generated.py"), False)
    assert not rules.covers(str(inner / "outside.py"), False)


def test_outside_a_repository_nothing_above_holds(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("a.py\n")
    (tmp_path / "inner").mkdir()
    assert not Ignored.above(str(tmp_path / "inner")).covers(str(tmp_path / "inner" / "a.py"), False)
