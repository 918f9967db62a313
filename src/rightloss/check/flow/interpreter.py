"""Statements and scopes: runs the source abstractly, once per file, and every function that nothing called."""

import ast
import builtins
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rightloss.check.flow import attributes, calls, expressions, operators, torch_ops
from rightloss.check.flow.events import Backward, ClassSeen, Event, LoopEnd, LossCall, NotCalled, OpCall, Step, Store
from rightloss.check.flow.heap import Heap
from rightloss.check.flow.imports import import_from, import_module
from rightloss.check.flow.modules import member
from rightloss.check.flow.project import Project, Source
from rightloss.check.flow.syntax import adds_to, changed_in_place, outer_names, starred
from rightloss.check.flow.values import (
    UNKNOWN,
    Alternatives,
    Bound,
    Class,
    Const,
    External,
    Frame,
    Function,
    Instance,
    Layer,
    Lazy,
    Object,
    Scope,
    Sequence,
    Table,
    Tensor,
    Unknown,
    Value,
    alternatives,
    constant,
    join_all,
)

# Work per file, in statements and expressions: enough for real programs, a bound for strange ones.
MAX_STEPS = 60_000
_UNROLL = 8

# Work that one function may use up in a file before it is taken as unknown; without losses, running it once is enough.
_PATIENT = 2_000
_IMPATIENT = 200
# Work that one call into another file may take.
_ABROAD = 2_000
_TRAINS = re.compile(r"[lL]oss|[cC]riterion|entropy|kl_div|KLDiv|BCE|NLL|backward")


class Exhausted(Exception):
    """The work allowed for a file, or for a call into another, is used up; what was found so far stands."""


class Interpreter:
    """Runs a project's files and hands events to a listener."""

    def __init__(self, project: Project, listen: Callable[[Event], None], steps: int = MAX_STEPS) -> None:
        self.project = project
        self.heap = Heap()
        self.frames: list[Frame] = []
        self.called: set[int] = set()
        self.spent: dict[int, int] = {}
        self.blanks: dict[int, Instance] = {}
        self.judged: dict[int, str] = {}
        self.seen: dict[int, Function] = {}
        # Objects of the project's classes, by the class.
        self.made: dict[int, list[Value]] = {}
        self.graded = True
        self.autocast = ""
        # What branches may change besides names: the layer calls whose graphs backward has freed.
        self.state = Object(kind="state", names={"freed": Tensor()})
        # Conditions of the function that is run, of which it is not known whether they hold.
        self.unsure = 0
        # The statements that are being run.
        self.body = 0
        # The call that comes next may have more arguments than are known.
        self.open_call = False
        # A call whose function is a layer, not something with layers in it; the layer whose operation is being done.
        self.direct: ast.AST | None = None
        self.acting: Layer | None = None
        # Loops around that run an unknown number of times.
        self.open_loops = 0
        self.grading: list[bool] = []
        self.steps = self.expression_depth = 0
        # Losses of which only one is called: kept until all are known.
        self.held: list[LossCall] | None = None
        self.main = Scope()
        self.patience = _IMPATIENT
        self.scopes: list[Scope] = []
        self._allowed = steps
        self._turn_back = steps
        self._listen = listen
        self._loops: list[list[Event]] = []
        self._watched = ""

    def run(self, source: Source) -> None:
        """Run a file: its body, then its functions that nothing called, with unknown arguments."""
        self._watched = source.path
        self.project.modules.start(self.heap, self.scopes)
        self.main = Scope(path=source.path)
        self.patience = _PATIENT if _TRAINS.search(source.text) else _IMPATIENT
        self.execute(source, self.main, name="__main__")
        try:
            self._run_uncalled(source, self.main)
        except (Exhausted, RecursionError):
            self.frames.clear()
            self._loops.clear()

    def emit(self, event: Event) -> None:
        """Tell the listener, and the loops that are being run."""
        if self.held is not None and isinstance(event, LossCall):
            self.held.append(event)
            return
        for loop in self._loops:
            loop.append(event)
        self._listen(event)

    def execute(self, source: Source, scope: Scope, name: str = "") -> None:
        """Run the statements of a file in its scope, as far as the work allowed goes."""
        tree = source.tree()
        scope.names["__name__"] = Const(name or source.path)
        try:
            with self.frame(Frame(scope=scope, path=source.path)):
                self.block(tree.body if tree is not None else [])
        except (Exhausted, RecursionError):
            self.frames.clear()
            self._loops.clear()

    @contextmanager
    def frame(self, frame: Frame) -> Iterator[Frame]:
        """Run something in a frame of its own."""
        self.frames.append(frame)
        try:
            yield frame
        finally:
            self.frames.pop()

    @property
    def here(self) -> Frame:
        """The innermost frame."""
        return self.frames[-1]

    @property
    def path(self) -> str:
        """The file that is being run."""
        return self.frames[-1].path

    def tick(self) -> None:
        """Count work."""
        self.steps += 1
        if self.steps > self._turn_back:
            raise Exhausted

    def mentions(self, *words: str) -> bool:
        """Whether one of these words stands in the file that is being checked, or in the one that is being run."""
        sources = [self.project.sources[path] for path in {self._watched, self.path} if path in self.project.sources]
        return any(source.mentions(words) for source in sources)

    def backward(self, node: ast.AST, value: Value, args: tuple[Value, ...] = (), kwargs: Any = None) -> None:
        """A backward pass: it frees the graph behind the value, unless it is told to keep it."""
        given = kwargs or {}
        graph: frozenset[tuple[int, int]] = value.graph if isinstance(value, Tensor) else frozenset()
        before = self.state.names["freed"]
        gone: frozenset[tuple[int, int]] = before.graph if isinstance(before, Tensor) else frozenset()
        freed = bool(graph & gone) and not self.mentions("requires_grad", "retain_graph", "create_graph")
        self.emit(Backward(node=node, path=self.path, value=value, args=args, kwargs=given, freed=freed))
        if not {"retain_graph", "create_graph", "inputs"} & set(given) and len(args) < 2:
            self.heap.write(self.state, "freed", Tensor(graph=gone | graph))

    def abroad(self, path: str, work: Callable[[], Value]) -> Value:
        """Call a function in the file `path`: from the file that is checked into another, only so much work is done."""
        if path == self._watched or self._turn_back < self._allowed:
            return work()
        frames, loops, depth = len(self.frames), len(self._loops), self.expression_depth
        state = self.held, self.open_loops, self.open_call, self.body
        self._turn_back = min(self.steps + _ABROAD, self._allowed)
        try:
            return work()
        except Exhausted:
            del self.frames[frames:], self._loops[loops:]
            self.expression_depth = depth
            self.held, self.open_loops, self.open_call, self.body = state
            return UNKNOWN
        finally:
            self._turn_back = self._allowed

    # Values

    def value(self, node: ast.expr | None) -> Value:
        """The value of an expression."""
        if node is None:
            return UNKNOWN
        self.tick()
        self.expression_depth += 1
        try:
            if self.expression_depth > 150:
                return UNKNOWN
            return expressions.evaluate(self, node)
        finally:
            self.expression_depth -= 1

    def lookup(self, name: str) -> Value:
        """The value of a name: local, enclosing, global, built-in."""
        scope: Scope | None = self.here.scope
        outermost = self.here.scope
        while scope is not None:
            if name in scope.names:
                value = scope.names[name]
                return value.force() if type(value) is Lazy else value
            outermost, scope = scope, scope.parent
        found = member(outermost, name) if outermost.stars and not hasattr(builtins, name) else None
        return found if found is not None else External(f"builtins.{name}")

    # Statements

    def block(self, body: list[ast.stmt]) -> bool:
        """Run statements in order; whether the end is reached."""
        outside, self.body = self.body, id(body)
        try:
            for node in body:
                self.body = id(body)
                if not self.statement(node):
                    return False
            return True
        finally:
            self.body = outside

    def statement(self, node: ast.stmt) -> bool:
        """Run one statement; whether what follows it is reached."""
        self.tick()
        handler = _STATEMENTS.get(type(node))
        return handler(self, node) if handler else True

    def branch(self, bodies: list[list[ast.stmt]]) -> bool:
        """Run alternatives and join what they leave."""
        self.unsure += 1
        try:
            return self._alternatives(bodies)
        finally:
            self.unsure -= 1

    def _alternatives(self, bodies: list[list[ast.stmt]]) -> bool:
        return self.heap.branches([lambda body=body: self.block(body) for body in bodies])  # type: ignore[misc]

    def assign(self, target: ast.expr, value: Value, kind: str = "=", old: Value = UNKNOWN) -> None:
        """Bind a target of an assignment, a loop or a with."""
        match target:
            case ast.Name():
                scope = self._scope_of(target.id)
                old = scope.names.get(target.id, UNKNOWN) if kind == "=" else old
                self.heap.write(scope, target.id, value)
                self._stored(target, target.id, kind, old, value)
            case ast.Tuple() | ast.List():
                self._unpack(target.elts, value)
            case ast.Attribute():
                owner = self.value(target.value)
                if isinstance(owner, Instance) or (isinstance(owner, Object) and owner.kind == "net"):
                    self.heap.write(owner, target.attr, value)
                elif isinstance(owner, Sequence):
                    self.heap.inexact(owner)
                self._stored(target, ast.unparse(target), kind, old, value)
            case ast.Subscript():
                owner = self.value(target.value)
                key = self.value(target.slice)
                expressions.store_item(self, owner, key, value)
                if isinstance(owner, Tensor) and isinstance(target.value, ast.Name):
                    self.heap.write(
                        self._scope_of(target.value.id), target.value.id, torch_ops.overwritten(owner, value, key)
                    )
            case ast.Starred():
                self.assign(target.value, UNKNOWN)

    def _stored(self, node: ast.expr, name: str, kind: str, old: Value, value: Value) -> None:
        if isinstance(value, Tensor | Alternatives):
            self.emit(Store(node=node, path=self.path, target=name, kind=kind, old=old, value=value))

    def _scope_of(self, name: str) -> Scope:
        function = self.here.function
        if function is not None and name in outer_names(function.node):
            scope = self.here.scope
            while scope.parent is not None:
                scope = scope.parent
            return scope
        return self.here.scope

    def _unpack(self, targets: list[ast.expr], value: Value) -> None:
        parts = expressions.elements(self, value, len(targets), starred=starred(targets))
        for target, part in zip(targets, parts, strict=True):
            self.assign(target, part)

    def _run_uncalled(self, source: Source, scope: Scope) -> None:
        pending = [function for function in list(self.seen.values()) if function.path == source.path]
        for function in pending:
            if id(function.node) not in self.called and not isinstance(function.node, ast.Lambda):
                self.frames[:] = [Frame(scope=scope, path=source.path)]
                self.graded = True
                calls.run_with_unknowns(self, function)
        self.frames.clear()


# One function per kind of statement; the table below is what the interpreter knows.


def _expression(run: Interpreter, node: ast.Expr) -> bool:
    value = run.value(node.value)
    if isinstance(value, Bound) and isinstance(node.value, ast.Attribute):
        run.emit(NotCalled(node=node.value, path=run.path, owner=value.owner, name=value.name))
    name = changed_in_place(node.value)
    if name is not None and isinstance(value, Tensor):
        run.heap.write(run._scope_of(name), name, value)
    return not isinstance(value, External) or value.dotted != "sys.exit()"


def _assign(run: Interpreter, node: ast.Assign) -> bool:
    value = run.value(node.value)
    for target in node.targets:
        adds = adds_to(target, node.value)
        run.assign(target, value, "Add" if adds else "=", run.value(target) if adds else UNKNOWN)
    return True


def _annotated(run: Interpreter, node: ast.AnnAssign) -> bool:
    if node.value is not None:
        run.assign(node.target, run.value(node.value))
    return True


def _augmented(run: Interpreter, node: ast.AugAssign) -> bool:
    old = run.value(node.target)
    value = operators.operate(run, node.op, old, run.value(node.value), node)
    run.assign(node.target, value, kind=type(node.op).__name__, old=old)
    return True


def _return(run: Interpreter, node: ast.Return) -> bool:
    run.here.returns.append(run.value(node.value) if node.value is not None else Const(None))
    return False


def _leave(run: Interpreter, node: ast.stmt) -> bool:
    return False


def _if(run: Interpreter, node: ast.If) -> bool:
    known = expressions.truth(run.value(node.test))
    if known is not None:
        return run.block(node.body if known else node.orelse)
    return run.branch([node.body, node.orelse])


def _for(run: Interpreter, node: ast.For | ast.AsyncFor) -> bool:
    over = run.value(node.iter)
    values = expressions.iterate(run, over, _UNROLL)
    with _loop(run, node, exact=expressions.seen_once(over, _UNROLL)):
        for value in values or []:
            run.assign(node.target, value)
            # A loop whose last statement cannot be reached (break, return) is left, not ended.
            run.heap.branches([lambda: run.block(node.body) or True])
    return run.block(node.orelse)


def _while(run: Interpreter, node: ast.While) -> bool:
    if expressions.truth(run.value(node.test)) is False:
        return run.block(node.orelse)
    with _loop(run, node):
        for _ in range(2 if len(run._loops) < 2 else 1):
            run.heap.branches([lambda: run.block(node.body) or True])
    return True


@contextmanager
def _loop(run: Interpreter, node: ast.stmt, exact: bool = False) -> Iterator[None]:
    inside: list[Event] = []
    run._loops.append(inside)
    depth = len(run._loops)
    open_loops = run.open_loops
    run.open_loops += not exact
    try:
        yield
    finally:
        run.open_loops = open_loops
        if len(run._loops) >= depth:
            del run._loops[depth - 1 :]
    kept = tuple(event for event in inside if isinstance(event, Backward | Step | Store | LossCall | OpCall | LoopEnd))
    run.emit(LoopEnd(node=node, path=run.path, inside=kept))


def _with(run: Interpreter, node: ast.With | ast.AsyncWith) -> bool:
    graded, autocast = run.graded, run.autocast
    for item in node.items:
        context = run.value(item.context_expr)
        if isinstance(context, External) and context.dotted.startswith("torch.autocast("):
            run.autocast = context.dotted.partition("(")[2].rstrip(")")
        change = calls.grading(context)
        if change is not None:
            run.graded = change
        if item.optional_vars is not None:
            run.assign(item.optional_vars, calls.entered(context))
    through = run.block(node.body)
    run.graded, run.autocast = graded, autocast
    return through


def _try(run: Interpreter, node: ast.Try) -> bool:
    through = run.block(node.body)
    if through:
        through = run.block(node.orelse)
    handlers = [handler.body for handler in node.handlers]
    if handlers:
        reached = run.branch([[], *handlers]) if through else run.branch(handlers)
        through = through or reached
    return run.block(node.finalbody) and through


def _function(run: Interpreter, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    function = calls.define(run, node, None)
    run.heap.write(run.here.scope, node.name, calls.decorated(run, node, function))
    return True


def _class(run: Interpreter, node: ast.ClassDef) -> bool:
    for decorator in node.decorator_list:
        run.value(decorator)
    bases = tuple(attributes.base_class(run.value(base)) for base in node.bases)
    scope = Scope(parent=run.here.scope, path=run.path)
    cls = Class(node=node, bases=bases, scope=scope, path=run.path)
    run.scopes.append(scope)
    with run.frame(Frame(scope=scope, path=run.path)):
        for statement in node.body:
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
                scope.names[statement.name] = calls.decorated(run, statement, calls.define(run, statement, cls))
            else:
                run.statement(statement)
    run.heap.write(run.here.scope, node.name, cls)
    run.emit(ClassSeen(node=node, path=run.path, body=node))
    return True


def _import(run: Interpreter, node: ast.Import) -> bool:
    for alias in node.names:
        run.heap.write(run.here.scope, *import_module(run, alias))
    return True


def _import_from(run: Interpreter, node: ast.ImportFrom) -> bool:
    for name, value in import_from(run, node):
        run.heap.write(run.here.scope, name, value)
    return True


def _match(run: Interpreter, node: ast.Match) -> bool:
    run.value(node.subject)
    return run.branch([*(case.body for case in node.cases), []])


def _assert(run: Interpreter, node: ast.Assert) -> bool:
    run.value(node.test)
    return True


def _delete(run: Interpreter, node: ast.Delete) -> bool:
    for target in node.targets:
        if isinstance(target, ast.Name):
            run.heap.write(run.here.scope, target.id, UNKNOWN)
    return True


# Each handler takes its own kind of node, which a dict cannot say.
_STATEMENTS: dict[type[ast.stmt], Callable[[Interpreter, Any], bool]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Return: _return,
    ast.Raise: _leave,
    ast.Break: _leave,
    ast.Continue: _leave,
    ast.If: _if,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.Match: _match,
    ast.Assert: _assert,
    ast.Delete: _delete,
    ast.TryStar: _try,
}

__all__ = ["Exhausted", "Frame", "Interpreter", "Sequence", "Table", "Unknown", "alternatives", "constant", "join_all"]
