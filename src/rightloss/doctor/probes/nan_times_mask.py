"""NaN in positions that a mask is meant to leave out.

## What it looks at
A product with a mask of zeros and ones: some of the masked values are NaN or infinite.

## Why it hurts
NaN times 0 is NaN: the mask does not remove it, neither from the loss nor from the gradient.

## Use instead
Replace the values before the loss (torch.nan_to_num, torch.where), or select the valid ones: loss[mask.bool()].mean().

## Known limits
None.
"""

from collections.abc import Iterator

import torch

from rightloss.doctor.evidence import Operation
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common
from rightloss.doctor.values import is_binary


def look(event: Operation) -> Iterator[Report]:
    """Not finite where the mask is 0."""
    if event.error is not None or len(event.args) != 2 or not all(isinstance(x, torch.Tensor) for x in event.args):
        return
    x, mask = event.args if event.args[0].requires_grad else event.args[::-1]
    if not x.requires_grad or mask.requires_grad or mask.numel() < 2 or not is_binary(mask):
        return
    if not bool((~torch.isfinite(x) & (mask == 0)).any()):
        return
    yield Report(
        message="values that are NaN or infinite are multiplied by the zeros of a mask",
        why="NaN times 0 is NaN: it stays in the loss and in every gradient",
        help="replace them before the loss (torch.where, nan_to_num), or select the valid ones: loss[mask.bool()]",
        trail=common.trail(event.origins[0]),
    )


PROBE = Probe(
    code="RL703",
    listens=(Operation,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

error = nn.Linear(5, 1)(torch.randn(4, 5)) - torch.tensor([[1.0], [2.0], [3.0], [float("nan")]])
loss = (error.abs() * torch.tensor([[1.0], [1.0], [1.0], [0.0]])).sum() / 3  # RL703
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

error = nn.Linear(5, 1)(torch.randn(4, 5)) - torch.tensor([[1.0], [2.0], [3.0], [4.0]])
loss = (error.abs() * torch.tensor([[1.0], [1.0], [1.0], [0.0]])).sum() / 3
""",
    ),
    operations=frozenset(("mul",)),
)
