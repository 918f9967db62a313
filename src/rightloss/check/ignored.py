"""Patterns of .gitignore files."""

import os
import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Pattern:
    """One line of a .gitignore in a folder."""

    folder: str
    test: re.Pattern[str]
    negated: bool
    folders_only: bool


@dataclass(frozen=True)
class Ignored:
    """The patterns that hold somewhere; the last that fits decides, as in git."""

    patterns: tuple[Pattern, ...] = ()

    @classmethod
    def of_patterns(cls, folder: str, lines: tuple[str, ...]) -> "Ignored":
        """Patterns given as lines, for everything below a folder."""
        return cls(tuple(pattern for line in lines if (pattern := _pattern(folder, line)) is not None))

    @classmethod
    def above(cls, folder: str) -> "Ignored":
        """The patterns of the folders above, up to the one that holds .git; none outside a repository."""
        chain = [folder]
        while not os.path.exists(os.path.join(chain[-1], ".git")):
            parent = os.path.dirname(chain[-1])
            if parent == chain[-1]:
                return cls()
            chain.append(parent)
        found = cls()
        for parent in reversed(chain[1:]):
            found = found.entering(parent)
        return found

    def entering(self, folder: str) -> "Ignored":
        """With the patterns of a folder's own .gitignore."""
        lines = _lines(os.path.join(folder, ".gitignore"))
        return Ignored(self.patterns + Ignored.of_patterns(folder, lines).patterns) if lines else self

    def covers(self, path: str, is_folder: bool) -> bool:
        """Whether a path is ignored."""
        for pattern in reversed(self.patterns):
            if pattern.folders_only and not is_folder:
                continue
            if path.startswith(pattern.folder + os.sep):
                inner = path[len(pattern.folder) + 1 :].replace(os.sep, "/")
                if pattern.test.fullmatch(inner):
                    return not pattern.negated
        return False


@cache
def _lines(path: str) -> tuple[str, ...]:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return tuple(file.read().splitlines())
    except OSError:
        return ()


def _pattern(folder: str, line: str) -> Pattern | None:
    text = line.rstrip()
    if not text or text.startswith("#"):
        return None
    negated = text.startswith("!")
    text = text.removeprefix("!").removeprefix("\\")
    folders_only = text.endswith("/")
    body = text.strip("/")
    if not body:
        return None
    # A slash at the start or in the middle ties the pattern to its folder.
    anchored = "/" in text.rstrip("/")
    prefix = "" if anchored else r"(?:.*/)?"
    try:
        test = re.compile(prefix + _regex(body), re.DOTALL)
    except re.error:
        # Such as [z-a], which fits nothing; git takes no offence either.
        return None
    return Pattern(folder, test, negated, folders_only)


_PARTS = re.compile(r"\*\*/|/\*\*|\*\*|\*|\?|\[!?[^\]]*\]|[^*?\[]+|.", re.DOTALL)


def _regex(glob: str) -> str:
    return "".join(map(_piece, _PARTS.findall(glob)))


def _piece(part: str) -> str:
    if part == "**/":
        return r"(?:.*/)?"
    if part in ("/**", "**"):
        return ".*"
    if part == "*":
        return "[^/]*"
    if part == "?":
        return "[^/]"
    if part.startswith("[") and part.endswith("]") and len(part) > 2:
        return "[" + part[1:-1].replace("\\", r"\\").replace("!", "^", 1) + "]"
    return re.escape(part)
