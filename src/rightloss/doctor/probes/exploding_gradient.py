"""The gradients are far larger than the parameters.

## What it looks at
The norm of each gradient against the norm of its parameter.

## Why it hurts
The first step with a usual learning rate throws the parameter away.

## Use instead
Scale inputs and targets, clip the gradients, take the mean instead of the sum.

## Known limits
Parameters that start at 0 are left out.
"""

from collections.abc import Iterator

from rightloss.doctor.checkup import Checkup
from rightloss.doctor.probe import Probe, Report

_RATIO = 1e4


def look(event: Checkup) -> Iterator[Report]:
    """Ten thousand times as large."""
    found = [item for item in event.gradients if item.gradient is not None and item.size > 1 and item.norm > 1e-3]
    worst = max(found, key=lambda item: (item.gradient or 0.0) / item.norm, default=None)
    if worst is None or not _RATIO * worst.norm < (worst.gradient or 0.0) < float("inf"):
        return
    yield Report(
        message=f"the gradient of {worst.name} has the norm {worst.gradient:.1e}, the parameter {worst.norm:.1e}",
        why="one step with a usual learning rate throws the parameter away",
        help="scale inputs and targets, use reduction='mean', or clip the gradients",
        severity="warning",
    )


PROBE = Probe(
    code="RL715",
    listens=(Checkup,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
torch.manual_seed(0)
model, criterion = nn.Linear(5, 1), nn.MSELoss(reduction="sum")
batch = 1000 * torch.randn(64, 5), torch.randn(64, 1)  # RL715
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
torch.manual_seed(0)
model, criterion = nn.Linear(5, 1), nn.MSELoss()
batch = torch.randn(64, 5), torch.randn(64, 1)
""",
    ),
)
