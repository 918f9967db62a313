"""What trainers of other packages do with what a step returns: they call backward() on its loss."""

import ast
from typing import TYPE_CHECKING

from rightloss.check.flow.events import Backward
from rightloss.check.flow.values import Alternatives, Class, External, Sequence, Table, Value, join_all

if TYPE_CHECKING:
    from rightloss.check.flow.interpreter import Interpreter

# Methods that a trainer calls, and how the class of the package that wants them ends.
_STEPS = {"training_step": "LightningModule", "compute_loss": "Trainer"}
_MAX_DEPTH = 20


def returned(run: "Interpreter", node: ast.Return, value: Value) -> None:
    """A step returns its loss to the trainer, which goes backward from it."""
    function = run.here.function
    name = getattr(function.node, "name", "") if function is not None else ""
    if function is None or name not in _STEPS or function.owner is None or node.value is None:
        return
    # With the loss of a step that the program calls itself, the program does what it wants.
    by_trainer = run.here.site is not None and run.here.site.node is function.node
    if by_trainer and _inherits(function.owner, _STEPS[name], 0) and not run.mentions("automatic_optimization"):
        run.emit(Backward(node=node.value, path=run.path, value=_loss(value), trainer=_STEPS[name]))


def _loss(value: Value) -> Value:
    if isinstance(value, Alternatives):
        return join_all([_loss(part) for part in value.values])
    if isinstance(value, Table) and "loss" in value.names:
        return value.names["loss"]
    if isinstance(value, Sequence) and value.kind == "tuple" and value.exact and value.names:
        return value.items[0]
    return value


def _inherits(cls: Class, name: str, depth: int) -> bool:
    for base in cls.bases:
        if isinstance(base, External) and base.dotted.endswith(name):
            return True
        if isinstance(base, Class) and depth < _MAX_DEPTH and _inherits(base, name, depth + 1):
            return True
    return False
