"""What the doctor saw: how a tensor came to be, and the events that probes look at. Frozen data without behaviour."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rightloss.catalog import Loss
from rightloss.doctor.ledger import State
from rightloss.findings import Place

# Longer ways of a tensor are cut off here.
_MOST_NODES = 3000


@dataclass(frozen=True, kw_only=True, eq=False, slots=True)
class Node:
    """One operation on the way of a tensor.

    Attributes:
        op: torch's name of the operation without underscores ("softmax", "view"); "" where it is not known.
        inputs: what went in, None for a tensor of unknown origin; numbers are left out.
        dim: the dimension it works over, as it was given, None where there is none or it is not known.
        shape: the shape of the result.
        source: shape of the first input, () where it is not known.
        place: where the user's code called it, None where that is not known.
        code: the function of the user's code that called it, as its code object.
        module: the module that made it, such as "Net.head.3 (Softmax)"; "" where it is not known.
        attached: whether gradients flow through the result.
        numbers: the numbers among its arguments.
        facts: what was true of its values ("zero-in", "nan-out"), see tape.py.
        moment: how many optimizer steps had been taken.
        serial: numbers the operations in order.
    """

    op: str
    inputs: "tuple[Node | None, ...]" = ()
    dim: int | None = None
    shape: tuple[int, ...] = ()
    source: tuple[int, ...] = ()
    place: Place | None = None
    code: Any = None
    module: str = ""
    attached: bool = False
    numbers: tuple[float, ...] = ()
    facts: frozenset[str] = frozenset()
    moment: int = 0
    serial: int = 0

    def ancestors(self) -> "Iterator[Node]":
        """This node and all before it, the nearest first."""
        queue: list[Node] = [self]
        seen = {id(self)}
        for node in queue:
            yield node
            for before in node.inputs:
                if before is not None and id(before) not in seen and len(queue) < _MOST_NODES:
                    seen.add(id(before))
                    queue.append(before)


@dataclass(frozen=True, kw_only=True, eq=False)
class LossCall:
    """A loss was called, or raised.

    Attributes:
        loss: its contract.
        inputs: the input tensors, in the order of the contract.
        target: the target, None where the loss takes none.
        options: the other arguments by name, defaults included.
        origins: how each input came to be, None where that is not known.
        target_origin: how the target came to be.
        place: where the user's code called it.
        made: where the loss object was made, None for a function.
        graded: whether gradients were being recorded.
        value: what came out, None where it raised.
        error: what it raised, None where it did not.
    """

    loss: Loss
    inputs: tuple[Any, ...]
    target: Any = None
    options: Mapping[str, Any] = field(default_factory=dict)
    origins: tuple[Node | None, ...] = ()
    target_origin: Node | None = None
    place: Place | None = None
    graded: bool = True
    value: Any = None
    error: BaseException | None = None

    @property
    def origin(self) -> Node | None:
        """How the first input came to be."""
        return self.origins[0] if self.origins else None


@dataclass(frozen=True, kw_only=True, eq=False)
class Operation:
    """A tensor operation was called, or raised.

    Attributes:
        name: of the operation, as in a Node.
        args: its arguments, tensors and others.
        options: its arguments by name.
        result: what came out, None where it raised.
        node: how the result came to be.
        origins: how each positional argument came to be.
        error: what it raised, None where it did not.
        place: where the user's code called it.
        code: the function of the user's code that called it, as its code object.
        caller: where that function was called by the user's code, None at the top.
    """

    name: str
    args: tuple[Any, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    result: Any = None
    node: Node | None = None
    origins: tuple[Node | None, ...] = ()
    error: BaseException | None = None
    place: Place | None = None
    code: Any = None
    caller: Place | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Made:
    """A loss object or a distribution was made, or its constructor raised.

    Attributes:
        kind: dotted name of the class.
        arguments: what was passed, by name.
        origins: how each argument came to be, by name.
        place: where the user's code called it.
        error: what it raised, None where it did not.
    """

    kind: str
    arguments: Mapping[str, Any]
    origins: Mapping[str, Node | None] = field(default_factory=dict)
    place: Place | None = None
    error: BaseException | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Backward:
    """backward() was called, or raised.

    Attributes:
        loss: the tensor.
        origin: how it came to be.
        place: where the user's code called it.
        error: what it raised, None where it did not.
    """

    loss: Any
    origin: Node | None = None
    place: Place | None = None
    error: BaseException | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Step:
    """An optimizer is about to step.

    Attributes:
        parameters: what it trains, by name where the name is known.
        backward: the last call of backward before it.
        state: what happened to the gradients since the last step.
        place: where the user's code called it.
    """

    parameters: Mapping[str, Any]
    backward: Backward | None = None
    state: State = field(default_factory=State)
    place: Place | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Uncaught:
    """An exception ended the program.

    Attributes:
        error: the exception.
        place: where the user's code was.
    """

    error: BaseException
    place: Place | None = None


Event = LossCall | Operation | Made | Backward | Step | Uncaught
