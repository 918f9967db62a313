"""What the interpreter tells the rules: a loss was called, an operation done, a module built, backward started."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rightloss.check.flow.values import Alternatives, Site, Tensor, Unknown, Value, alternatives


@dataclass(frozen=True, kw_only=True)
class Event:
    """Anything that happened at a place of the source."""

    node: ast.AST
    path: str


@dataclass(frozen=True, kw_only=True)
class LossCall(Event):
    """A loss of the catalog is computed.

    Attributes:
        loss: catalog name.
        dotted: how it is called in torch.
        input: first tensor.
        target: second tensor.
        options: all other arguments, of the constructor and of the call.
        given: names of the options that the code passes.
        made: where the criterion was made, None for functional calls.
        made_path: its file.
        inputs: expression of the first argument, None where it is not in the call.
        targets: expression of the second.
        graded: whether gradients are recorded here (not under no_grad).
        skorch: whether the file imports skorch, whose NLLLoss takes the logarithm itself.
        among: all losses that this call may be, where that depends on what is not known.
        autocast: the device of the autocast context around ("cuda", "any" where it is not known), "" outside.
    """

    loss: str
    dotted: str
    input: Value
    target: Value
    options: Mapping[str, Value]
    given: frozenset[str] = frozenset()
    made: ast.AST | None = None
    made_path: str = ""
    inputs: ast.expr | None = None
    targets: ast.expr | None = None
    graded: bool = True
    skorch: bool = False
    autocast: str = ""
    among: tuple["LossCall", ...] = ()


@dataclass(frozen=True, kw_only=True)
class OpCall(Event):
    """An operation on tensors: softmax, log, view... `name` is without torch. or Tensor.

    `judged` is the loss that was computed from the first argument before, "" where there was none; `site` the call of
    the function that divides, for divisions; `unsure` says that a condition of its function decides whether it is done.
    """

    name: str
    args: tuple[Value, ...]
    kwargs: Mapping[str, Value]
    result: Value
    graded: bool = True
    judged: str = ""
    site: Site | None = None
    unsure: bool = False


@dataclass(frozen=True, kw_only=True)
class Build(Event):
    """A class of torch is instantiated."""

    dotted: str
    args: tuple[Value, ...]
    kwargs: Mapping[str, Value]
    known: bool = True


@dataclass(frozen=True, kw_only=True)
class MissingName(Event):
    """An attribute of a torch module that does not exist."""

    dotted: str
    nearest: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Backward(Event):
    """`value.backward()`. `freed`: a part of its graph was certainly freed by an earlier backward; `trainer`: the class
    of another package that calls it, on what a step returns."""

    value: Value
    args: tuple[Value, ...] = ()
    kwargs: Mapping[str, Value] = field(default_factory=dict)
    freed: bool = False
    trainer: str = ""


@dataclass(frozen=True, kw_only=True)
class Store(Event):
    """A name or attribute is assigned: `kind` is "=" or the operator of an augmented assignment."""

    target: str
    kind: str
    old: Value
    value: Value


@dataclass(frozen=True, kw_only=True)
class LoopEnd(Event):
    """A loop was gone through: everything that happened in it, in order."""

    inside: tuple[Event, ...]


@dataclass(frozen=True, kw_only=True)
class Step(Event):
    """`optimizer.step()`, `zero_grad()` and the like: `what` is the method, `block` the statements around it,
    `trains` the layers whose parameters it has, empty where these are not all known."""

    what: str
    optimizer: int
    block: int = 0
    trains: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class NotCalled(Event):
    """A method stands as a statement of its own, without parentheses."""

    owner: Value
    name: str


@dataclass(frozen=True, kw_only=True)
class CalledTensor(Event):
    """A tensor is called as if it were a function."""

    value: Tensor


@dataclass(frozen=True, kw_only=True)
class ClassSeen(Event):
    """A class of the project, for rules about what it says and never does."""

    body: ast.ClassDef


def every(value: Value, test: Callable[[Tensor], bool]) -> bool:
    """Whether the value is a tensor in every alternative, and the test holds for each."""
    if isinstance(value, Unknown):
        return False
    parts = alternatives(value)
    return all(isinstance(part, Tensor) and test(part) for part in parts)


def first(value: Value) -> Tensor:
    """A tensor among the alternatives, for the message of a finding that `every` has shown."""
    parts = value.values if isinstance(value, Alternatives) else (value,)
    return next(part for part in parts if isinstance(part, Tensor))
