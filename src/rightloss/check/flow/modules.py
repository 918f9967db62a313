"""Modules of a project as imports see them: what a name of a module is bound to is found out when it is wanted.

A function or class that nothing else binds is found out alone, and once for all who want it; all other statements of
a module are run in order, once, when one of the names that they bind is wanted. What comes out does not depend on who
asks first: each piece is run apart from who wants it, with work of its own, and what it and the files that are checked
change in others is taken back. So modules that import each other are no circle as long as their names are not.

While the statements of a module are run, it is half made. A piece that sees it so is kept until it is whole, and found
out anew then. Where the statements of two modules want each other, what comes out does depend on who asks first: such
pieces are found out anew for the next file.
"""

import ast
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from rightloss.check.flow.heap import Heap
from rightloss.check.flow.outline import Outline, outline
from rightloss.check.flow.values import UNKNOWN, External, File, Lazy, Scope, Sequence, Table, Value, forced

if TYPE_CHECKING:
    from rightloss.check.flow.project import Project, Source

# Work that the imports of one file may use up, and how many pieces can wait for each other.
_MAX_STEPS = 60_000
_MAX_DEPTH = 24
# Work that one piece of a module may use up.
PIECE_STEPS = 6_000

# A module that does not know torch may hold constants; a large one holds other things.
_MAX_PLAIN = 20_000


@dataclass(eq=False)
class Notes:
    """What a run depends on: files that it read, files that it looked for in vain, pieces of modules that it used."""

    reads: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)
    uses: "set[Piece]" = field(default_factory=set)


@dataclass(eq=False)
class Module:
    """One file. In its scope, each name stands for what finds it out; `pieces` are those that were."""

    scope: Scope
    outline: Outline
    pieces: "dict[str, Piece]" = field(default_factory=dict)


@dataclass(eq=False)
class Piece:
    """A definition of a module by its name, or with the name "" all its other statements.

    Attributes:
        values: what its names are bound to.
        half: modules that it saw half made, as long as they are.
        partial: it depends on who asked first.
    """

    module: Module
    name: str
    values: dict[str, Value] = field(default_factory=dict)
    scopes: list[Scope] = field(default_factory=list)
    steps: int = 0
    notes: Notes = field(default_factory=Notes)
    half: set[Module] = field(default_factory=set)
    partial: bool = False

    def body(self) -> list[ast.stmt]:
        """The statements that make it."""
        return [self.module.outline.definitions[self.name]] if self.name else self.module.outline.rest


@dataclass(eq=False)
class Modules:
    """The modules of a project that were wanted so far."""

    project: "Project"
    _made: dict[str, Module] = field(default_factory=dict)
    _running: list[Piece] = field(default_factory=list)
    # Pieces that saw a module half made, which still is.
    _early: list[Piece] = field(default_factory=list)
    # Pieces that depend on who asked first.
    _doubtful: list[Piece] = field(default_factory=list)
    _paid: set[Piece] = field(default_factory=set)
    _spent: int = 0
    _writes: Heap = field(default_factory=Heap)
    _scopes: list[Scope] = field(default_factory=list)
    _shared: dict[int, Value | Scope] = field(default_factory=dict)

    def start(self, writes: Heap, scopes: list[Scope]) -> None:
        """Begin with a file that writes to this heap and makes these scopes: it has its own allowance of work.

        What the file before it wrote is taken back, and what depends on who asked first is forgotten.
        """
        self._writes.revert()
        self._empty(self._scopes)
        self._writes, self._scopes = writes, scopes
        self._paid.clear()
        self._spent = 0
        self._running.clear()
        for piece in (*self._early, *self._doubtful):
            _drop(piece)
            self._empty(piece.scopes)
        self._early.clear()
        self._doubtful.clear()

    def forget(self) -> None:
        """Drop all modules, and with them their syntax trees."""
        self.start(Heap(), [])
        for module in self._made.values():
            for piece in module.pieces.values():
                self._empty(piece.scopes)
                piece.notes.uses.clear()
            module.pieces.clear()
        self._shared.clear()
        self._empty([module.scope for module in self._made.values()])
        self._made.clear()

    def _empty(self, scopes: list[Scope]) -> None:
        # Scopes hold functions that hold their scope: without this only the garbage collector could free them.
        for scope in scopes:
            if id(scope) not in self._shared:
                scope.names.clear()
                scope.stars.clear()

    def later(self, importer: str, dotted: str, level: int, name: str = "") -> Lazy:
        """The value of `import dotted`, or of `from dotted import name`, found out when it is wanted."""
        return Lazy(lambda: self._imported(importer, dotted, level, name))

    def find(self, dotted: str, level: int, importer: str) -> Scope | None:
        """The names of an imported module; None where it is none of the project, or not followed."""
        source = self.project.find(dotted, level, importer)
        if source is None or source.path == importer or (len(source.text) > _MAX_PLAIN and "torch" not in source.text):
            return None
        self.project.notes.reads.add(source.path)
        module = self._made.get(source.path)
        return (module or self._outlined(source)).scope

    def _imported(self, importer: str, dotted: str, level: int, name: str) -> Value:
        scope = self.find(dotted, level, importer)
        if not name:
            return File(scope) if scope is not None else External(dotted)
        if scope is None and not level:
            return External(f"{dotted}.{name}")
        found = _own(scope, name) if scope is not None else None
        if found is not None:
            return found
        # Before the star imports, which would look at all that the package holds.
        inner = self.find(f"{dotted}.{name}" if dotted else name, level, importer)
        if inner is not None:
            return File(inner)
        return (member(scope, name) if scope is not None else None) or UNKNOWN

    def _outlined(self, source: "Source") -> Module:
        from rightloss.check.flow.interpreter import Interpreter

        tree = source.tree()
        module = Module(Scope(path=source.path), outline(tree.body if tree is not None else []))
        self._made[source.path] = module
        self._shared[id(module.scope)] = module.scope
        Interpreter(self.project, _nobody).execute(module.outline.imports, module.scope)
        for name in module.outline.definitions:
            module.scope.names[name] = self._wanted(module, name, name)
        for name in module.outline.bound:
            module.scope.names[name] = self._wanted(module, "", name)
        return module

    def _wanted(self, module: Module, piece: str, name: str) -> Lazy:
        return Lazy(partial(self._value, module, piece, name))

    def _value(self, module: Module, part: str, name: str) -> Value:
        piece = module.pieces.get(part) or self._run(module, part)
        if piece is None:
            return UNKNOWN
        self.project.notes.uses.add(piece)
        return piece.values.get(name, UNKNOWN) if self._running or self._afford(piece) else UNKNOWN

    def _afford(self, piece: Piece) -> bool:
        # What was run for an earlier file costs as much as if it were run for this one: the order must not matter.
        if piece in self._paid:
            return True
        if self._spent > _MAX_STEPS:
            return False
        for wanted in closure(piece):
            if wanted not in self._paid:
                self._paid.add(wanted)
                self._spent += wanted.steps
        return True

    def _run(self, module: Module, name: str) -> Piece | None:
        """Find a piece out; None where it is in a circle that has no end."""
        waiting = [index for index, piece in enumerate(self._running) if (piece.module, piece.name) == (module, name)]
        # A definition that statements want, which the definition wants itself, can be found out inside of them.
        if len(waiting) > bool(name) or len(self._running) >= _MAX_DEPTH:
            for piece in self._running[waiting[0] if waiting else -1 :]:
                piece.partial = True
            return None
        piece = Piece(module, name)
        self._running.append(piece)
        before, self.project.notes = self.project.notes, piece.notes
        try:
            self._execute(piece)
        finally:
            self.project.notes = before
            self._running.remove(piece)
        return self._kept(piece)

    def _execute(self, piece: Piece) -> None:
        from rightloss.check.flow.interpreter import Interpreter

        scope, before = piece.module.scope, dict(piece.module.scope.names)
        run = Interpreter(self.project, _nobody, steps=PIECE_STEPS)
        if not piece.name:
            for name in piece.module.outline.bound:
                scope.names.pop(name, None)
            scope.watch = partial(self._saw, piece.module)
        deep = run.execute(piece.body(), scope)
        piece.partial = piece.partial or not deep
        scope.watch = None if not piece.name else scope.watch
        piece.values = {name: value for name, value in scope.names.items() if before.get(name) is not value}
        run.heap.revert(self._shared)
        scope.names.clear()
        scope.names.update(before)
        piece.steps, piece.scopes = run.steps, run.scopes
        self._close(piece)

    def _close(self, piece: Piece) -> None:
        """Let names stand for what finds them out, and take empty containers for what they are: to be filled."""
        for name, value in piece.values.items():
            if not piece.name and name not in piece.module.scope.names:
                piece.module.scope.names[name] = self._wanted(piece.module, "", name)
            if isinstance(value, Sequence | Table):
                value.exact = value.exact and bool(value.names)
                self._shared[id(value)] = value

    def _saw(self, module: Module, name: str) -> None:
        """A name of a module is looked up whose statements are being run."""
        if name in module.outline.bound:
            rest = next(
                index for index, piece in enumerate(self._running) if (piece.module, piece.name) == (module, "")
            )
            for piece in self._running[rest + 1 :]:
                piece.half.add(module)

    def _kept(self, piece: Piece) -> Piece:
        for used in piece.notes.uses:
            piece.partial = piece.partial or used.partial
            piece.half |= used.half
        if not piece.name:
            piece.half.discard(piece.module)
            self._grown_up(piece)
        if piece.half:
            self._early.append(piece)
        elif piece.partial:
            self._doubtful.append(piece)
        return piece.module.pieces.setdefault(piece.name, piece)

    def _grown_up(self, rest: Piece) -> None:
        """A module is whole: what saw it half made is found out anew from now on."""
        early = [piece for piece in self._early if rest.module in piece.half]
        for piece in early:
            self._early.remove(piece)
            rest.scopes += piece.scopes
            rest.partial = rest.partial or not piece.name
            piece.half.clear()
            _drop(piece)


def member(scope: Scope, name: str, seen: tuple[Scope, ...] = ()) -> Value | None:
    """What a module calls so, itself or by a star import; None where it has no such name."""
    found = _own(scope, name)
    if found is not None:
        return found
    for star in reversed(scope.stars.values() if name[:1] != "_" else ()):
        file = star.force()
        if isinstance(file, File) and file.scope is not scope and file.scope not in seen:
            inner = member(file.scope, name, (*seen, scope))
            if inner is not None:
                return inner
    return None


def _drop(piece: Piece) -> None:
    if piece.module.pieces.get(piece.name) is piece:
        del piece.module.pieces[piece.name]


def _own(scope: Scope, name: str) -> Value | None:
    if scope.watch is not None:
        scope.watch(name)
    found = scope.names.get(name)
    return None if found is None else forced(found)


def closure(*pieces: Piece) -> set[Piece]:
    """The pieces and all that they use."""
    found: set[Piece] = set()
    pending = list(pieces)
    while pending:
        piece = pending.pop()
        if piece not in found:
            found.add(piece)
            pending.extend(piece.notes.uses)
    return found


def _nobody(event: object) -> None:
    """What happens in a module is told when the module itself is checked."""
