"""What many probes ask of a call of a loss."""

import itertools
import math
from typing import Any

import torch

from rightloss.doctor.evidence import LossCall, Node, Operation
from rightloss.doctor.operations import activation, producer
from rightloss.doctor.values import low_and_high
from rightloss.findings import Place, Trace

CLASS_LOSSES = ("cross-entropy", "nll")
NUMBER_LOSSES = ("mse", "l1", "huber", "smooth-l1")
SOFTMAX = ("softmax", "softmin", "gumbel_softmax")
# The history of a tensor ends here, though the tensor has one.
OPAQUE = ("compiledfunction", "checkpointfunction", "graphfunction")


def wants(call: LossCall, *spaces: str) -> bool:
    """Whether the first input of the loss lives in one of these spaces."""
    return call.loss.inputs[0].space in spaces


def scores(call: LossCall) -> torch.Tensor | None:
    """The first input, if it is a floating tensor with something in it."""
    x = call.inputs[0] if call.inputs else None
    return x if isinstance(x, torch.Tensor) and x.is_floating_point() and x.numel() else None


def labels(call: LossCall) -> torch.Tensor | None:
    """The target, if it is a tensor with something in it."""
    return call.target if isinstance(call.target, torch.Tensor) and call.target.numel() else None


def class_dim(call: LossCall, x: torch.Tensor) -> int:
    """The dimension of the classes."""
    wanted = call.loss.inputs[0].class_dim
    if x.dim() < 2 or wanted is None:
        return x.dim() - 1
    return min(wanted, x.dim() - 1)


def works_on(node: Node) -> int | None:
    """The dimension that an operation works over, counted from 0."""
    if node.dim is None or not node.shape:
        return None
    return node.dim % (1 << 64) if node.dim >= 1 << 63 else node.dim % len(node.shape)


def made_in(node: Node | None, *spaces: str) -> bool:
    """Whether an activation with values in one of these spaces made the tensor."""
    known = activation(producer(node))
    return known is not None and known.space in spaces


def hidden(node: Node | None) -> bool:
    """Whether the history of the tensor cannot be read: a compiled or checkpointed function made it, or none is known."""
    source = producer(node)
    return source is None or source.op.startswith(OPAQUE) or (not source.op and source.attached)


def trail(node: Node | None) -> tuple[Trace, ...]:
    """The station of the operation that made the numbers, where it is known."""
    source = producer(node)
    if source is None or source.place is None:
        return ()
    return (Trace(what=said(source), place=source.place),)


def said(node: Node | None) -> str:
    """Such as "softmax(dim=1) in Net.head.3 (Softmax)"; "an operation" where nothing is known."""
    if node is None or not node.op:
        return "an operation"
    dim = works_on(node)
    call = node.op if dim is None else f"{node.op}(dim={dim})"
    return f"{call} in {node.module}" if node.module else call


def source_said(node: Node | None) -> str:
    """What made the tensor, in brackets, for the end of a sentence; nothing where that is not known."""
    source = producer(node)
    return f" ({said(source)})" if source is not None and source.op and not hidden(node) else ""


def floor(classes: int) -> str:
    """What scores between 0 and 1 cost."""
    lowest = math.log(1 + (classes - 1) / math.e)
    return f"scores between 0 and 1 keep the loss above {lowest:.3f} for {classes} classes, and the gradients small"


def in_unit_interval(x: torch.Tensor) -> bool:
    """Whether all values are in [0, 1]."""
    low, high = low_and_high(x)
    return low >= 0 and high <= 1


def shape(x: Any) -> str:
    """The shape of a tensor, as it is printed."""
    return str(tuple(x.shape))


def broadcastable(a: torch.Tensor, b: torch.Tensor) -> bool:
    """Whether shapes differ and can be broadcast to something that is larger than one of them."""
    if a.shape == b.shape:
        return False
    grid = joint(a, b)
    return grid is not None and math.prod(grid) > max(min(a.numel(), b.numel()), 0)


def joint(a: torch.Tensor, b: torch.Tensor) -> tuple[int, ...] | None:
    """The shape that two tensors are broadcast to; None where they are not."""
    pairs = list(itertools.zip_longest(reversed(a.shape), reversed(b.shape), fillvalue=1))
    if any(x != y and 1 not in (x, y) for x, y in pairs):
        return None
    return tuple(y if x == 1 else x for x, y in reversed(pairs))


def whole(x: torch.Tensor) -> bool:
    """Whether the dtype is one of whole numbers."""
    return not x.is_floating_point() and not x.is_complex()


def blamed(event: Operation, origin: Node | None) -> Place | None:
    """Where a hand-written loss got something wrong: its call, if what went in was made outside of it."""
    source = producer(origin)
    inside = source is None or source.code is None or source.code is event.code
    return event.place if inside or event.caller is None else event.caller
