"""Modules of a project as imports see them: each is run once, on first use, whoever imports it.

A module's value does not depend on who asks first: it is run apart from its importer, with work of its own, and what
the files that are checked change in it is taken back. Modules that were seen half made, in a circle of imports, are
run anew for the next file.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rightloss.check.flow.heap import Heap
from rightloss.check.flow.values import UNKNOWN, External, File, Lazy, Scope, Sequence, Table, Value, forced

if TYPE_CHECKING:
    from rightloss.check.flow.project import Project, Source

# Work that the imports of one file may use up, and how many can wait for each other.
_MAX_STEPS = 60_000
_MAX_DEPTH = 12
# Work that the body of one module may use up.
MODULE_STEPS = 6_000

# A module that does not know torch may hold constants; a large one holds other things.
_MAX_PLAIN = 20_000


@dataclass(eq=False)
class Notes:
    """What a run depends on: files that it read, files that it looked for in vain, modules that it used."""

    reads: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)
    uses: "set[Module]" = field(default_factory=set)


@dataclass(eq=False)
class Module:
    """One file, run as a module."""

    scope: Scope
    scopes: list[Scope] = field(default_factory=list)
    steps: int = 0
    notes: Notes = field(default_factory=Notes)
    partial: bool = False


@dataclass(eq=False)
class Modules:
    """The modules of a project that were wanted so far."""

    project: "Project"
    _made: dict[str, Module] = field(default_factory=dict)
    _running: list[Module] = field(default_factory=list)
    _paid: set[Module] = field(default_factory=set)
    _spent: int = 0
    _writes: Heap = field(default_factory=Heap)
    _scopes: list[Scope] = field(default_factory=list)
    _shared: dict[int, Value | Scope] = field(default_factory=dict)

    def start(self, writes: Heap, scopes: list[Scope]) -> None:
        """Begin with a file that writes to this heap and makes these scopes: it has its own allowance of work.

        What the file before it wrote is taken back, and modules that it saw half made are forgotten.
        """
        self._writes.revert()
        _empty(self._scopes)
        self._writes, self._scopes = writes, scopes
        self._paid.clear()
        self._spent = 0
        self._running.clear()
        for path in [path for path, module in self._made.items() if module.partial]:
            _empty(self._made.pop(path).scopes)

    def forget(self) -> None:
        """Drop all modules, and with them their syntax trees."""
        self.start(Heap(), [])
        for module in self._made.values():
            _empty(module.scopes)
        self._made.clear()
        self._shared.clear()

    def later(self, importer: str, dotted: str, level: int, name: str = "") -> Lazy:
        """The value of `import dotted`, or of `from dotted import name`, found out when it is wanted."""
        return Lazy(lambda: self._imported(importer, dotted, level, name))

    def find(self, dotted: str, level: int, importer: str) -> Scope | None:
        """The names of an imported module; None where it is none of the project, or not followed."""
        source = self.project.find(dotted, level, importer)
        if source is None or source.path == importer or (len(source.text) > _MAX_PLAIN and "torch" not in source.text):
            return None
        return self._scope(source)

    def _imported(self, importer: str, dotted: str, level: int, name: str) -> Value:
        scope = self.find(dotted, level, importer)
        if not name:
            return File(scope) if scope is not None else External(dotted)
        if scope is None and not level:
            return External(f"{dotted}.{name}")
        if scope is not None and name in scope.names:
            return forced(scope.names[name])
        # Before the star imports, which would run all that the package holds.
        inner = self.find(f"{dotted}.{name}" if dotted else name, level, importer)
        if inner is not None:
            return File(inner)
        return (member(scope, name) if scope is not None else None) or UNKNOWN

    def _scope(self, source: "Source") -> Scope | None:
        module = self._made.get(source.path)
        if module in self._running:
            for waiting in self._running[self._running.index(module) :]:
                waiting.partial = True
        elif module is None:
            if len(self._running) >= _MAX_DEPTH:
                self._running[-1].partial = True
                return None
            module = self._run(source)
        self.project.notes.uses.add(module)
        return module.scope if self._running or self._afford(module) else None

    def _afford(self, module: Module) -> bool:
        # What was run for an earlier file costs as much as if it were run for this one: the order must not matter.
        if module not in self._paid and self._spent > _MAX_STEPS:
            return False
        for wanted in closure(module):
            if wanted not in self._paid:
                self._paid.add(wanted)
                self._spent += wanted.steps
        return True

    def _run(self, source: "Source") -> Module:
        from rightloss.check.flow.interpreter import Interpreter

        module = Module(Scope(path=source.path))
        module.notes.reads.add(source.path)
        self._made[source.path] = module
        self._running.append(module)
        before, self.project.notes = self.project.notes, module.notes
        run = Interpreter(self.project, _nobody, steps=MODULE_STEPS)
        try:
            run.execute(source, module.scope)
        finally:
            self.project.notes = before
            self._running.remove(module)
        module.partial = module.partial or any(used.partial for used in module.notes.uses)
        module.steps = run.steps
        module.scopes = [module.scope, *run.scopes]
        self._close(module.scope, run.heap)
        return module

    def _close(self, scope: Scope, heap: Heap) -> None:
        """Take back what the module did to others, and take its empty containers for what they are: to be filled."""
        heap.revert(self._shared)
        for value in scope.names.values():
            if isinstance(value, Sequence | Table):
                value.exact = value.exact and bool(value.names)
                self._shared[id(value)] = value
        self._shared[id(scope)] = scope


def member(scope: Scope, name: str, seen: tuple[Scope, ...] = ()) -> Value | None:
    """What a module calls so, itself or by a star import; None where it has no such name."""
    found = scope.names.get(name)
    if found is not None:
        return forced(found)
    for star in reversed(scope.stars if name[:1] != "_" else ()):
        file = star.force()
        if isinstance(file, File) and file.scope is not scope and file.scope not in seen:
            inner = member(file.scope, name, (*seen, scope))
            if inner is not None:
                return inner
    return None


def _empty(scopes: list[Scope]) -> None:
    # Scopes hold functions that hold their scope: without this only the garbage collector could free them.
    for scope in scopes:
        scope.names.clear()
        scope.stars.clear()


def closure(*modules: Module) -> set[Module]:
    """The modules and all that they use."""
    found: set[Module] = set()
    pending = list(modules)
    while pending:
        module = pending.pop()
        if module not in found:
            found.add(module)
            pending.extend(module.notes.uses)
    return found


def _nobody(event: object) -> None:
    """What happens in a module is told when the module itself is checked."""
