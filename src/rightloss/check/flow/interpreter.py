"""Statements and scopes: runs the source abstractly, once per file, and every function that nothing called."""

import ast
import builtins
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rightloss.check.flow import binding, calls, expressions, frozen, statements
from rightloss.check.flow.events import Backward, Event, LoopEnd, LossCall, OpCall, Step, Store
from rightloss.check.flow.heap import Heap
from rightloss.check.flow.modules import member
from rightloss.check.flow.project import Project, Source
from rightloss.check.flow.values import (
    UNKNOWN,
    Const,
    External,
    Frame,
    Function,
    Instance,
    Layer,
    Lazy,
    Object,
    Scope,
    Tensor,
    Value,
)

# Work per file, in statements and expressions: enough for real programs, a bound for strange ones.
MAX_STEPS = 60_000

# Work that one function may use up in a file before it is taken as unknown; without losses, running it once is enough.
_PATIENT = 2_000
_IMPATIENT = 200
# Work that one call into another file may take; half of it once one took more.
_ABROAD = 2_000
_MAX_EXPRESSION = 150
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
        # Inside `with pytest.raises(...)`: what is wrong there is meant to be.
        self.expects_failure = False
        self.graded = True
        self.autocast = ""
        # What branches may change besides names: the layer calls whose graphs backward has freed, and frozen layers.
        self.state = Object(kind="state", names={"freed": Tensor(), "frozen": frozen.start()})
        # Names that walk over the parameters of a module.
        self.walked: dict[str, Value] = {}
        # Names that the program gives to modules of others: f.softargmax = f.softmax.
        self.patched: dict[str, Value] = {}
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
        self._abroad = _ABROAD
        self._listen = listen
        self.loops: list[list[Event]] = []
        self._watched = ""

    def run(self, source: Source) -> None:
        """Run a file: its body, then its functions that nothing called, with unknown arguments."""
        self._watched = source.path
        self.project.modules.start(self.heap, self.scopes)
        self.main = Scope({"__name__": Const("__main__")}, path=source.path)
        self.patience = _PATIENT if _TRAINS.search(source.text) else _IMPATIENT
        tree = source.tree()
        self.execute(tree.body if tree is not None else [], self.main)
        try:
            self._run_uncalled(source, self.main)
        except (Exhausted, RecursionError):
            self.frames.clear()
            self.loops.clear()

    def emit(self, event: Event) -> None:
        """Tell the listener, and the loops that are being run."""
        if self.expects_failure:
            return
        if self.held is not None and isinstance(event, LossCall):
            self.held.append(event)
            return
        for loop in self.loops:
            loop.append(event)
        self._listen(event)

    def execute(self, body: list[ast.stmt], scope: Scope) -> bool:
        """Run the statements of a file in its scope, as far as the work allowed goes.

        Returns:
            Whether Python's own stack was deep enough, which depends on who asked for it.
        """
        deep = True
        try:
            with self.frame(Frame(scope=scope, path=scope.path)):
                self.block(body)
        except (Exhausted, RecursionError) as end:
            deep = isinstance(end, Exhausted)
            self.frames.clear()
            self.loops.clear()
        return deep

    @property
    def spent_all(self) -> bool:
        """Whether the work allowed was not enough."""
        return self.steps > self._allowed

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

    def abroad(self, function: Function, work: Callable[[], Value]) -> Value:
        """Call a function: from the file that is checked into another, only so much work is done, and once in vain."""
        if function.path == self._watched or self._turn_back < self._allowed:
            return work()
        result = self.within(self._abroad, work)
        if result is None:
            self._abroad = _ABROAD // 2
            self.spent[id(function.node)] = self.patience
        return result or UNKNOWN

    def within(self, steps: int, work: Callable[[], Value]) -> Value | None:
        """What work gives that may take so many steps; None where they are not enough."""
        frames, loops, depth = len(self.frames), len(self.loops), self.expression_depth
        state = self.held, self.open_loops, self.open_call, self.body
        outer = self._turn_back
        self._turn_back = min(self.steps + steps, outer)
        try:
            return work()
        except Exhausted:
            if self.steps > outer:
                raise
            del self.frames[frames:], self.loops[loops:]
            self.expression_depth = depth
            self.held, self.open_loops, self.open_call, self.body = state
            return None
        finally:
            self._turn_back = outer

    # Values

    def value(self, node: ast.expr | None) -> Value:
        """The value of an expression; Unknown for what is not followed."""
        # Most of all work is done here: no calls that can be done without.
        self.steps += 1
        if self.steps > self._turn_back:
            raise Exhausted
        handler = expressions.HANDLERS.get(type(node))
        if handler is None or self.expression_depth >= _MAX_EXPRESSION:
            return UNKNOWN
        self.expression_depth += 1
        try:
            return handler(self, node)
        finally:
            self.expression_depth -= 1

    def lookup(self, name: str) -> Value:
        """The value of a name: local, enclosing, global, built-in."""
        scope: Scope | None = self.here.scope
        outermost = self.here.scope
        while scope is not None:
            if scope.watch is not None:
                scope.watch(name)
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
        self.steps += 1
        if self.steps > self._turn_back:
            raise Exhausted
        handler = statements.STATEMENTS.get(type(node))
        return handler(self, node) if handler else True

    def branch(self, bodies: list[list[ast.stmt]]) -> bool:
        """Run alternatives and join what they leave."""
        self.unsure += 1
        try:
            return self.heap.branches([lambda body=body: self.block(body) for body in bodies])  # type: ignore[misc]
        finally:
            self.unsure -= 1

    @contextmanager
    def loop(self, node: ast.stmt, exact: bool = False) -> Iterator[None]:
        """Gather what happens in a loop, and tell it at its end; `exact`: it is known how often it runs."""
        inside: list[Event] = []
        self.loops.append(inside)
        depth = len(self.loops)
        open_loops = self.open_loops
        self.open_loops += not exact
        try:
            yield
        finally:
            self.open_loops = open_loops
            if len(self.loops) >= depth:
                del self.loops[depth - 1 :]
        kept = tuple(
            event for event in inside if isinstance(event, Backward | Step | Store | LossCall | OpCall | LoopEnd)
        )
        self.emit(LoopEnd(node=node, path=self.path, inside=kept))

    def assign(self, target: ast.expr, value: Value, kind: str = "=", old: Value = UNKNOWN) -> None:
        """Bind a target of an assignment, a loop or a with; `kind` and `old` are those of an augmented one."""
        binding.assign(self, target, value, kind, old)

    def _run_uncalled(self, source: Source, scope: Scope) -> None:
        pending = [function for function in list(self.seen.values()) if function.path == source.path]
        for function in pending:
            if id(function.node) not in self.called and not isinstance(function.node, ast.Lambda):
                self.frames[:] = [Frame(scope=scope, path=source.path)]
                self.graded = True
                calls.run_with_unknowns(self, function)
        self.frames.clear()
