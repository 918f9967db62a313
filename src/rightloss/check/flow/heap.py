"""Writes that can be taken back: how branches are run one after the other from the same state."""

from collections.abc import Callable, Container
from typing import Any

from rightloss.check.flow.values import (
    UNKNOWN,
    Instance,
    Lazy,
    Object,
    Scope,
    Sequence,
    Table,
    Unknown,
    Value,
    forced,
    join_all,
)

Holder = Scope | Instance | Sequence | Table | Object
_ABSENT = object()


class Heap:
    """A journal of writes to scopes, objects and containers."""

    def __init__(self) -> None:
        self._journal: list[tuple[Holder, Any, Any]] = []
        self._opened: list[Sequence | Table] = []

    def write(self, holder: Holder, key: Any, value: Value) -> None:
        """Set a name, attribute or element."""
        self._journal.append((holder, key, holder.names.get(key, _ABSENT)))
        holder.names[key] = value

    def inexact(self, holder: Sequence | Table) -> None:
        """Note that a container may hold more than is known. Not taken back: less is known on every path."""
        if holder.exact:
            holder.exact = False
            self._opened.append(holder)

    def revert(self, shared: Container[int] | None = None) -> None:
        """Take back what was written to the holders with these identities, or to all."""
        for holder, name, old in reversed(self._journal):
            if shared is None or id(holder) in shared:
                _restore(holder, name, old)
        for opened in self._opened:
            if shared is None or id(opened) in shared:
                opened.exact = True

    def branches(self, runs: list[Callable[[], bool]]) -> bool:
        """Run alternatives from the same state and join what they leave.

        Args:
            runs: each executes one branch and says whether it falls through.

        Returns:
            Whether any branch falls through.
        """
        left: list[dict[tuple[int, Any], tuple[Holder, Any, Value]]] = []
        for run in runs:
            mark = len(self._journal)
            try:
                through = run()
            except BaseException:
                # Cut off in the middle: what this branch wrote is unknown on all of them.
                for holder, name, _ in self._undo(mark).values():
                    self.write(holder, name, UNKNOWN)
                raise
            changes = self._undo(mark)
            if through:
                left.append(changes)
        if not left:
            return False
        keys = {key: change for changes in left for key, change in changes.items()}
        for key, (holder, name, _) in keys.items():
            old = holder.names.get(name, UNKNOWN)
            self.write(holder, name, _joined([changes[key][2] if key in changes else old for changes in left]))
        return True

    def _undo(self, mark: int) -> dict[tuple[int, Any], tuple[Holder, Any, Value]]:
        written = {(id(holder), name): (holder, name) for holder, name, _ in self._journal[mark:]}
        changes = {key: (holder, name, holder.names.get(name, UNKNOWN)) for key, (holder, name) in written.items()}
        for holder, name, old in reversed(self._journal[mark:]):
            _restore(holder, name, old)
        del self._journal[mark:]
        return changes


def _joined(values: list[Value]) -> Value:
    """What the alternatives leave. What imports bind is not found out for that: mostly nobody asks."""
    first = values[0]
    if all(value is first for value in values):
        return first
    if any(type(value) is Unknown for value in values):
        return UNKNOWN
    if any(type(value) is Lazy for value in values):
        return Lazy(lambda: join_all([forced(value) for value in values]))
    return join_all(values)


def _restore(holder: Holder, name: Any, old: Any) -> None:
    if old is _ABSENT:
        holder.names.pop(name, None)
    else:
        holder.names[name] = old
