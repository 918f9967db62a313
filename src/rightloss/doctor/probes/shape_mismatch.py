"""Shapes that the loss refuses.

## What it looks at
The shapes of input and target of a loss that raised.

## Known limits
Silent where a more particular mistake explains the error: RL204, RL303, RL304.
"""

from collections.abc import Iterator

import torch

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common

_SAYS = ("size", "shape", "dimension", "must match")


def look(call: LossCall) -> Iterator[Report]:
    """The loss raised an error about sizes."""
    x, y = common.scores(call), common.labels(call)
    if call.error is None or x is None or y is None or x.shape == y.shape:
        return
    if not any(word in str(call.error).lower() for word in _SAYS) or "weight" in str(call.error).lower():
        return
    if call.loss.inputs[0].class_dim is not None and (y.dim() >= x.dim() or y.shape == x.shape[:-1]):
        return
    yield Report(
        message=f"{call.loss.name} refuses input {common.shape(x)} with target {common.shape(y)}",
        why=" ".join(str(call.error).split()),
        help=_help(call, x, y),
        trail=common.trail(call.origin),
    )


def _help(call: LossCall, x: torch.Tensor, y: torch.Tensor) -> str:
    if call.loss.inputs[0].class_dim is not None:
        return f"the target needs the shape {(x.shape[0], *x.shape[2:])}: that of the input without its classes"
    if x.numel() == y.numel():
        return "the numbers of elements agree: give the target the shape of the input, target.view_as(input)"
    return "give both the same shape"


PROBE = Probe(
    code="RL301",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
try:
    loss = F.binary_cross_entropy_with_logits(nn.Linear(5, 1)(torch.randn(4, 5)), torch.ones(4))  # RL301
except (RuntimeError, IndexError, ValueError, TypeError):
    pass
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = F.binary_cross_entropy_with_logits(nn.Linear(5, 1)(torch.randn(4, 5)).squeeze(1), torch.ones(4))
""",
    ),
)
