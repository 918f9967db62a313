"""Parameters that need no gradient: what `requires_grad = False` leaves of the graph of a network."""

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rightloss.check.flow.values import (
    Const,
    Instance,
    Layer,
    Object,
    Sequence,
    Table,
    Tensor,
    Value,
    constant,
)

if TYPE_CHECKING:
    from rightloss.check.flow.interpreter import Interpreter

WALKS = ("parameters", "named-parameters")
_MAX_DEPTH = 8


def start() -> Tensor:
    """Nothing is frozen. The graph of this value holds the layers that certainly are, its source those that may be."""
    return Tensor()


def state(run: "Interpreter", identity: int) -> bool | None:
    """Whether a layer is frozen, None where it may be."""
    known = run.state.names["frozen"]
    if not isinstance(known, Tensor):
        # A branch was cut off in the middle.
        return None
    return True if (identity, 0) in known.graph else None if identity in known.source else False


# Words of a program in which something besides a network may be trained: an image, a prompt.
_LEAVES = ("requires_grad_()", "requires_grad_(True", "requires_grad=True", "requires_grad = True", "Parameter(")


def named(run: "Interpreter") -> str:
    """The step that took the graph of a frozen network's output; "" where its input may have one that is not seen."""
    return "" if run.mentions(*_LEAVES) else "frozen"


def mark(run: "Interpreter", module: Value, learns: Value) -> None:
    """`requires_grad` of all parameters of a module is set."""
    known = run.state.names["frozen"]
    if not isinstance(known, Tensor):
        return
    inside = frozenset(_identities(module, 0))
    sure, maybe = known.graph - {(part, 0) for part in inside}, known.source - inside
    if constant(learns, None) is False:
        sure, maybe = sure | {(part, 0) for part in inside}, maybe | inside
    elif not isinstance(learns, Const):
        maybe |= inside
    run.heap.write(run.state, "frozen", Tensor(graph=sure, source=maybe))


def _identities(module: Value, depth: int) -> Iterator[int]:
    if isinstance(module, Layer):
        yield module.identity
    if isinstance(module, Object) and module.kind == "net":
        yield constant(module.names["identity"], 0)
    if isinstance(module, Instance | Sequence | Table | Object) and depth < _MAX_DEPTH:
        for part in module.names.values():
            yield from _identities(part, depth + 1)


def walked(over: Value, target: ast.expr) -> dict[str, Value]:
    """The name that stands for each parameter of a module in a loop over them, with the module."""
    if not isinstance(over, Object) or over.kind not in WALKS:
        return {}
    last = target.elts[-1] if isinstance(target, ast.Tuple) and over.kind == "named-parameters" else target
    return {last.id: over.names["owner"]} if isinstance(last, ast.Name) else {}


def assigned(run: "Interpreter", node: ast.expr, value: Value) -> None:
    """`p.requires_grad = value`, where p walks over the parameters of a module."""
    if isinstance(node, ast.Name) and node.id in run.walked:
        mark(run, run.walked[node.id], value)


def called(run: "Interpreter", node: ast.expr) -> None:
    """`p.requires_grad_(value)`, where p walks over the parameters of a module."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "requires_grad_":
        assigned(run, node.func.value, run.value(node.args[0]) if node.args else Const(True))
