"""Reads the autograd graph behind a tensor: which operation made it, over which dimension, from which parameters."""

import re
from collections.abc import Mapping
from typing import Any

import torch

from rightloss.doctor.evidence import Node
from rightloss.doctor.operations import named

_MOST_NODES = 20_000
_DEPTH = 24
_UNSIGNED = 1 << 64
_NAME = re.compile(r"Backward\d*$")
# Names of nodes that differ from those of the functions: "AddmmBackward0" is what linear leaves.
_SAME = {
    "addmm": "linear",
    "tocopy": "to",
    "unsafeview": "view",
    "reshapealias": "reshape",
    "asstrided": "view",
    "hardtanh": "hardtanh",
    "logsigmoid": "logsigmoid",
    "logsoftmax": "log_softmax",
    "safesoftmax": "softmax",
    "hardsigmoid": "hardsigmoid",
    "clampmin": "clamp",
    "indexselect": "index_select",
}


def read(x: Any, modules: Mapping[str, str] | None = None, depth: int = _DEPTH) -> Node | None:
    """How a tensor came to be, from its autograd graph; None where it has none.

    Args:
        x: the tensor.
        modules: names of the modules that did operations, by the name of the operation.
        depth: how far back to read.
    """
    if not isinstance(x, torch.Tensor) or x.grad_fn is None:
        return None
    return _node(x.grad_fn, tuple(x.shape), modules or {}, depth)


def _node(function: Any, shape: tuple[int, ...], modules: Mapping[str, str], depth: int) -> Node:
    before = [item for item, _ in function.next_functions if item is not None] if depth else []
    inputs: tuple[Node | None, ...] = tuple(_node(item, _shape(item), modules, depth - 1) for item in before[:2])
    return Node(
        op=operation(function),
        inputs=inputs,
        dim=_dim(function),
        shape=shape,
        source=_shape(before[0]) if before else (),
        module=modules.get(operation(function), ""),
        attached=True,
    )


def operation(function: Any) -> str:
    """The common name of what a node does: SoftmaxBackward0 -> softmax."""
    bare = _NAME.sub("", function.name().rpartition("::")[2]).lower()
    return named(_SAME.get(bare, bare))


def _dim(function: Any) -> int | None:
    """The saved dimension; torch reads -1 back as an unsigned number."""
    try:
        dim = getattr(function, "_saved_dim", None)
    except RuntimeError:  # freed by a backward pass
        return None
    if not isinstance(dim, int):
        return None
    return dim - _UNSIGNED if dim >= _UNSIGNED // 2 else dim


def _shape(function: Any) -> tuple[int, ...]:
    metadata = getattr(function, "_input_metadata", None)
    return tuple(metadata[0].shape) if metadata else ()


def leaves(x: torch.Tensor) -> set[int]:
    """The ids of the parameters that gradients flow to."""
    found: set[int] = set()
    seen: set[Any] = set()
    queue: list[Any] = [x.grad_fn] if x.grad_fn is not None else []
    while queue and len(seen) < _MOST_NODES:
        function = queue.pop()
        if function is None or function in seen:
            continue
        seen.add(function)
        if hasattr(function, "variable"):
            found.add(id(function.variable))
        queue += (item for item, _ in function.next_functions)
    return found
