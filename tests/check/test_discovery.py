import os
from pathlib import Path

import pytest

from rightloss.check.discovery import find_files


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("a.py", "b.ipynb", "c.txt", "sub/d.py", "sub/e.pyi", ".venv/f.py", "build/g.py", "made/h.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shown(*paths: str, exclude: tuple[str, ...] | None = None, gitignore: bool = True) -> list[str]:
    if exclude is None:
        return [found.shown for found in find_files(paths, gitignore=gitignore)]
    return [found.shown for found in find_files(paths, exclude, gitignore)]


def test_a_folder_is_walked_without_what_tools_make(tree: Path) -> None:
    assert shown(".") == ["a.py", "b.ipynb", "made/h.py", "sub/d.py", "sub/e.pyi"]


def test_paths_are_shown_as_they_were_given(tree: Path) -> None:
    assert shown("./sub") == ["sub/d.py", "sub/e.pyi"]
    assert shown(str(tree / "sub")) == [f"{tree}/sub/d.py", f"{tree}/sub/e.pyi"]


def test_a_file_that_is_named_is_taken_whatever_it_is(tree: Path) -> None:
    assert shown("c.txt", ".venv/f.py") == ["c.txt", ".venv/f.py"]
    assert all(found.named for found in find_files(["c.txt"]))
    assert not any(found.named for found in find_files(["sub"]))


def test_every_file_comes_once(tree: Path) -> None:
    assert shown("sub/d.py", "sub", "./sub") == ["sub/d.py", "sub/e.pyi"]


def test_exclude_replaces_the_defaults(tree: Path) -> None:
    assert shown(".", exclude=("sub", "*.ipynb")) == ["a.py", ".venv/f.py", "build/g.py", "made/h.py"]


@pytest.mark.parametrize(("gitignore", "expected"), [(True, False), (False, True)])
def test_gitignore(tree: Path, gitignore: bool, expected: bool) -> None:
    (tree / ".gitignore").write_text("made/\n")
    assert ("made/h.py" in shown(".", gitignore=gitignore)) is expected


def test_a_gitignore_holds_in_its_folder_only(tree: Path) -> None:
    (tree / "sub" / ".gitignore").write_text("*.py\n")
    assert shown(".") == ["a.py", "b.ipynb", "made/h.py", "sub/e.pyi"]


def test_loops_of_links_end(tree: Path) -> None:
    os.symlink(tree, tree / "sub" / "loop")
    assert shown("sub") == ["sub/d.py", "sub/e.pyi"]
