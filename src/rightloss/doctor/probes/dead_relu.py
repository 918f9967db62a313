"""ReLU units in front of the output are 0 for all examples.

## What it looks at
The outputs of the last ReLU module: the share of its units that are 0 for every example of the batch.

## Why it hurts
A unit that is always 0 has no gradient and never comes back.

## Use instead
Lower the learning rate, initialise the bias at 0, use LeakyReLU or GELU, or leave the last activation out.

## Known limits
Functional calls (F.relu) are not looked at.
"""

from collections.abc import Iterator

from rightloss.doctor.checkup import Checkup
from rightloss.doctor.probe import Probe, Report

_MOST = 0.9


def look(event: Checkup) -> Iterator[Report]:
    """Nine of ten units, or more."""
    rectified = [unit for unit in event.units if unit.kind.startswith("ReLU")]
    if not rectified or rectified[-1].dead < _MOST:
        return
    last = rectified[-1]
    yield Report(
        message=f"{last.dead:.0%} of the units of {last.name} ({last.kind}) are 0 for all examples",
        why="a unit that is always 0 has no gradient and never comes back",
        help="use LeakyReLU or GELU, a smaller learning rate, and biases that start at 0",
    )


PROBE = Probe(
    code="RL713",
    listens=(Checkup,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(5, 8), nn.ReLU(), nn.Linear(8, 1))
with torch.no_grad():
    model[0].bias.fill_(-50)
criterion = nn.MSELoss()
batch = torch.randn(16, 5), torch.randn(16, 1)  # RL713
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(5, 8), nn.ReLU(), nn.Linear(8, 1))
criterion = nn.MSELoss()
batch = torch.randn(16, 5), torch.randn(16, 1)
""",
    ),
)
