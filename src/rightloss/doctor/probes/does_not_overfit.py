"""The loss does not fall when one batch is trained on.

## What it looks at
The loss while a copy of the model is trained on the batch alone.

## Why it hurts
A model that cannot learn even one batch cannot learn the data: something is cut off, frozen, saturated or wired wrongly.

## Use instead
See the other findings; try a larger learning rate and more steps before anything else.

## Known limits
Silent for losses that start near 0.
"""

import math
from collections.abc import Iterator

from rightloss.doctor.checkup import Checkup
from rightloss.doctor.probe import Probe, Report

_LEAST = 0.02


def look(event: Checkup) -> Iterator[Report]:
    """Less than 2% in all steps."""
    curve = event.curve
    if len(curve) < 10 or not all(map(math.isfinite, curve)) or abs(curve[0]) < 1e-3:
        return
    if curve[0] - min(curve) >= _LEAST * abs(curve[0]):
        return
    yield Report(
        message=f"the loss stays at {curve[0]:.4g} (best {min(curve):.4g}) while {len(curve)} steps train on this batch alone",
        why="a model that cannot learn one batch cannot learn the data",
        help="see the other findings; else try a larger learning rate, or more steps",
    )


PROBE = Probe(
    code="RL718",
    listens=(Checkup,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(5, 8), nn.ReLU(), nn.Linear(8, 1), nn.ReLU())
with torch.no_grad():
    model[2].bias.fill_(-20)
criterion = nn.MSELoss()
batch = torch.randn(32, 5), torch.rand(32, 1)  # RL718
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(5, 8), nn.ReLU(), nn.Linear(8, 1))
criterion = nn.MSELoss()
batch = torch.randn(32, 5), torch.rand(32, 1)
""",
    ),
)
