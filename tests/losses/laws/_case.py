"""Makes the case of a loss from its entry in the catalog, and what random arguments are made of."""

import importlib
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from rightloss.catalog.registry import losses
from rightloss.testing import LossCase

N = 6

# Space of the target -> a value that it may not have, and what the message says.
BAD = {
    "class-index": (-1, "-1"),
    "ordinal-level": (-1, "-1"),
    "zero-one": (2, "2"),
    "class-probabilities": (2, "2"),
    "count": (-1, "-1"),
    "positive": (0, "0"),
    "non-negative": (-1, "-1"),
    "open-unit-interval": (1, "1"),
    "sign": (0.5, "0.5"),
    "relevance": (-1, "-1"),
}


def case(name: str, **facts: Any) -> LossCase:
    """The case of a loss of ours: what its entry says, and the facts given here."""
    entry = losses()[name]
    module, function, cls = entry.impl.split(":")
    found = importlib.import_module(module)
    form = facts.pop("form", 0)
    bad = BAD.get(entry.targets[form].space) if entry.targets else None
    known = {
        "function": getattr(found, function),
        "module": getattr(found, cls),
        "inputs": len(entry.inputs),
        "lower_bound": entry.lower_bound,
        "exempt": {item.law: item.reason for item in entry.exemptions},
        "bad_targets": ((len(entry.inputs), *bad),) if bad else (),
    }
    return LossCase(**(known | facts))


def normal(g: torch.Generator, *shape: int) -> Tensor:
    return torch.randn(shape, generator=g, dtype=torch.float64)


def reals(*shape: int) -> Callable[[torch.Generator], tuple[Tensor, Tensor]]:
    """Inputs and real targets of one shape."""
    return lambda g: (normal(g, *shape), normal(g, *shape) + 0.3)


def indices(classes: int, *further: int) -> Callable[[torch.Generator], tuple[Tensor, Tensor]]:
    """Scores of N examples, and class indices."""
    return lambda g: (normal(g, N, classes, *further), torch.randint(0, classes, (N, *further), generator=g))


def labels(*shape: int) -> Callable[[torch.Generator], tuple[Tensor, Tensor]]:
    """Scores and 0/1 targets of one shape."""
    return lambda g: (normal(g, *shape), torch.randint(0, 2, shape, generator=g).double())


def parameters(count: int) -> Callable[[torch.Generator], tuple[Tensor, Tensor]]:
    """Parameters of a distribution for N real targets."""
    return lambda g: (normal(g, N, count), normal(g, N))


def softplus(x: Tensor) -> Tensor:
    return torch.logaddexp(x, torch.zeros_like(x))
