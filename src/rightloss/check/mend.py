"""Check, fix, check again, until nothing changes: contents are kept in memory until they are written or shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rightloss.check.cache import Cache
from rightloss.check.discovery import Found
from rightloss.check.lint import Outcome, Wants, lint
from rightloss.check.page import read_bytes
from rightloss.check.repair import chosen, repaired
from rightloss.findings import Fix

# A fix can open the way for another; more rounds than this mean that two of them undo each other.
_ROUNDS = 10


@dataclass(frozen=True)
class Mended:
    """What fixing gave.

    Attributes:
        outcome: what is left.
        texts: new contents by absolute path.
        old: their contents before.
        fixed: how many findings were fixed.
    """

    outcome: Outcome
    texts: dict[str, bytes] = field(default_factory=dict)
    old: dict[str, bytes] = field(default_factory=dict)
    fixed: int = 0


def mend(
    files: Sequence[Found],
    wants: Wants,
    unsafe: Callable[[str], bool],
    *,
    cache: Cache | None = None,
    texts: dict[str, bytes] | None = None,
    jobs: int = 0,
) -> Mended:
    """Fix what can be fixed; `unsafe` says for an absolute path whether unsafe fixes are wanted there."""
    given = dict(texts or {})
    new: dict[str, bytes] = {}
    old: dict[str, bytes] = {}
    fixed = 0
    outcome = lint(files, wants, cache=cache, texts=given, jobs=jobs)
    for _ in range(_ROUNDS):
        count = 0
        for path, fixes in _fixes(outcome, unsafe).items():
            before = new.get(path) or given.get(path) or read_bytes(path)
            after, done = repaired(before, outcome.pages[path], fixes)
            if done and after != before:
                old.setdefault(path, before)
                new[path] = after
                count += done
        if not count:
            break
        fixed += count
        outcome = lint(files, wants, cache=cache, texts={**given, **new}, jobs=jobs)
    return Mended(outcome=outcome, texts=new, old=old, fixed=fixed)


def _fixes(outcome: Outcome, unsafe: Callable[[str], bool]) -> dict[str, list[Fix]]:
    found: dict[str, list[Fix]] = {}
    for path in outcome.pages:
        for fix in chosen((item for item in outcome.raw if item.place.path == path), unsafe=unsafe(path)):
            # A fix may lie in another file than its finding, such as the model's; only files asked for are changed.
            where = fix.path or path
            if where in outcome.pages:
                found.setdefault(where, []).append(fix)
    return found
