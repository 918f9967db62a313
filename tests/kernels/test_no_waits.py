"""Off the CPU nothing in the kernels waits for a value: with tensors that have none, reading one raises."""

import importlib
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import Tensor

from rightloss.kernels import _scale

N, V, D = 60, 33, 7


def _implementation(module: str, operator: str = "_operator") -> Callable[..., Any]:
    """What an operator computes; the operator itself would not compute for tensors without values."""
    found: Callable[..., Any] = getattr(importlib.import_module(f"rightloss.kernels.{module}"), operator)._init_fn
    return found


def made(*shape: int, dtype: torch.dtype = torch.bfloat16) -> Tensor:
    return torch.empty(shape, dtype=dtype, device="meta")


INDICES, FLAGS, WIDE = made(N, dtype=torch.long), made(N, dtype=torch.bool), made(N, dtype=torch.float32)
WEIGHTS = made(V, dtype=torch.float32)
HEAD = made(N, D), made(V, D), made(V)
NUMBERS = ([0.1, 0.1, 5.0, 0.7], [8, 0, 0], "", False)
CALLS: dict[str, Callable[[], Any]] = {
    "a head": lambda: _implementation("linear_cross_entropy")(
        *HEAD, INDICES, WIDE, FLAGS, WEIGHTS, *NUMBERS, [True] * 4
    ),
    "a head and shares": lambda: _implementation("linear_cross_entropy")(
        *HEAD, made(N, V), None, FLAGS, WEIGHTS, *NUMBERS, [True] * 4
    ),
    "two heads": lambda: _implementation("linear_distillation")(*HEAD, *HEAD, WIDE, FLAGS, [0.5, 0.7], [True] * 3),
    "tokens": lambda: _implementation("token_log_probs", "_token_log_probs")(*HEAD, INDICES, FLAGS, 0.7),
    "tokens, the way back": lambda: _implementation("token_log_probs", "_backward")(
        WIDE, WIDE, *HEAD, INDICES, FLAGS, 0.7, [True] * 3
    ),
    "given logits": lambda: _implementation("cross_entropy", "_cross_entropy")(
        made(N, V), INDICES, WIDE, FLAGS, WEIGHTS, 1, 0.1, 0.1, 5.0, False, True
    ),
    "the way back of rows": lambda: _scale.scale_rows(_CONTEXT, made(N, V), WIDE, WIDE, FLAGS, 1),
    "the way back of a sum": lambda: _scale.scale_whole(_CONTEXT, (made(N, V),), WIDE.sum()),
}
_CONTEXT = SimpleNamespace(maybe_clear_saved_tensors=lambda: None)


def test_reading_a_value_would_be_noticed() -> None:
    for read in (lambda: bool(FLAGS.all()), lambda: WIDE.sum().item(), lambda: FLAGS.nonzero()):
        with pytest.raises((RuntimeError, NotImplementedError), match="meta"):
            read()


@pytest.mark.parametrize("name", CALLS)
def test_nothing_waits(name: str) -> None:
    with torch.no_grad():
        CALLS[name]()
