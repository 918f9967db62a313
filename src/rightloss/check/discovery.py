"""The files to check: those named, and those below the folders named, without what git ignores."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rightloss.check.ignored import Ignored

SUFFIXES = (".py", ".pyi", ".ipynb")

# Folders of tools, builds and environments.
DEFAULT_EXCLUDE = (
    ".bzr",
    ".direnv",
    ".eggs",
    ".git",
    ".hg",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".nox",
    ".pyenv",
    ".pytest_cache",
    ".rightloss_cache",
    ".ruff_cache",
    ".svn",
    ".tox",
    ".venv",
    "__pycache__",
    "__pypackages__",
    "_build",
    "build",
    "dist",
    "node_modules",
    "site-packages",
    "venv",
)


@dataclass(frozen=True)
class Found:
    """A file: as shown to the user, its absolute path, and whether the user named it."""

    shown: str
    path: str
    named: bool


def find_files(
    paths: Iterable[str], exclude: tuple[str, ...] = DEFAULT_EXCLUDE, gitignore: bool = True
) -> Iterator[Found]:
    """Every file once, in the order of the paths and by name within a folder.

    A file that is named is taken whatever its name and wherever it lies.

    Args:
        paths: files and folders, which exist.
        exclude: names or patterns of files and folders to leave out below the folders.
        gitignore: whether .gitignore files are heeded.
    """
    seen: set[str] = set()
    for given in paths:
        found = [Found(_tidy(given), os.path.abspath(given), True)]
        for item in _walk(given, exclude, gitignore) if os.path.isdir(given) else found:
            if item.path not in seen:
                seen.add(item.path)
                yield item


def _walk(given: str, exclude: tuple[str, ...], gitignore: bool) -> Iterator[Found]:
    root = os.path.abspath(given)
    excluded = Ignored.of_patterns(root, exclude)
    ignored = Ignored.above(root) if gitignore else Ignored()
    # os.walk does not follow links to folders, so that a loop of links ends.
    for folder, folders, names in os.walk(root):
        if gitignore:
            ignored = ignored.entering(folder)

        def leave_out(name: str, is_folder: bool, here: str = folder, rules: Ignored = ignored) -> bool:
            path = os.path.join(here, name)
            return excluded.covers(path, is_folder) or rules.covers(path, is_folder)

        folders[:] = sorted(name for name in folders if not leave_out(name, True))
        yield from _take(given, root, folder, names, leave_out)


def _take(
    given: str, root: str, folder: str, names: list[str], leave_out: Callable[[str, bool], bool]
) -> Iterator[Found]:
    inner = os.path.relpath(folder, root)
    for name in sorted(names):
        if name.endswith(SUFFIXES) and not leave_out(name, False):
            shown = os.path.join(given, name) if inner == "." else os.path.join(given, inner, name)
            yield Found(_tidy(shown), os.path.join(folder, name), False)


def _tidy(path: str) -> str:
    return os.path.normpath(path).replace(os.sep, "/")
