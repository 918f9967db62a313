"""Which codes are wanted: by code, prefix, name or ALL; the more specific selector wins."""

import fnmatch
import os
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from rightloss.check.housekeeping import mistakes

ALL = "ALL"


class SelectorError(ValueError):
    """A selector that names no mistake; the message names the nearest."""


@dataclass(frozen=True)
class Selection:
    """What the user selected: selectors that were checked, codes and prefixes only.

    Attributes:
        select: the base.
        extend: more.
        ignore: less.
        per_file: pattern of paths, and what to leave out there.
        root: folder that the patterns are relative to.
    """

    select: tuple[str, ...] = (ALL,)
    extend: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file: tuple[tuple[str, tuple[str, ...]], ...] = ()
    root: str = ""

    def wants(self, code: str, path: str) -> bool:
        """Whether a finding with this code, in the file at this absolute path, is wanted."""
        dropped = [item for pattern, items in self.per_file if self._fits(path, pattern) for item in items]
        if any(_reach(item, code) for item in dropped):
            return False
        chosen = max((_reach(item, code) for item in (*self.select, *self.extend)), default=0)
        return chosen > max((_reach(item, code) for item in self.ignore), default=0)

    def _fits(self, path: str, pattern: str) -> bool:
        inner = os.path.relpath(path, self.root or os.curdir).replace(os.sep, "/")
        return fnmatch.fnmatch(inner, pattern) or fnmatch.fnmatch(os.path.basename(path), pattern)


def _reach(selector: str, code: str) -> int:
    """How specific a selector is that covers a code; 0 where it does not."""
    if selector == ALL:
        return 1
    return len(selector) if code.startswith(selector) else 0


def selectors(items: Iterable[str]) -> tuple[str, ...]:
    """Codes, prefixes, names or ALL, also separated by commas, as codes and prefixes.

    Raises:
        SelectorError: nothing is called so.
    """
    return tuple(_selector(part.strip()) for item in items for part in item.split(",") if part.strip())


def _selector(text: str) -> str:
    known = mistakes()
    upper = text.upper()
    if upper == ALL or any(code.startswith(upper) for code in known):
        return upper
    names = {mistake.name: code for code, mistake in known.items()}
    if text.lower() in names:
        return names[text.lower()]
    nearest = get_close_matches(text.lower(), names, n=1) or get_close_matches(upper, known, n=1)
    hint = f"did you mean {nearest[0]}?" if nearest else "`rightloss list --mistakes` names them all."
    raise SelectorError(f"no mistake is called {text!r}; {hint}")
