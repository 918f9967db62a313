"""Gradients become 0 in half precision.

## What it looks at
Where the model has float16 parameters, or autocast is on: the share of the gradients that are smaller than float16 can
show.

## Why it hurts
What is rounded to 0 is not learned.

## Use instead
Scale the loss (torch.amp.GradScaler), or use bfloat16.

## Known limits
Silent in full precision and in bfloat16 parameters.
"""

from collections.abc import Iterator

from rightloss.doctor.checkup import Checkup
from rightloss.doctor.probe import Probe, Report

_MOST = 0.5


def look(event: Checkup) -> Iterator[Report]:
    """More than half of them."""
    if event.half is None or event.half < _MOST:
        return
    yield Report(
        message=f"{event.half:.0%} of the gradients are too small for float16 and become 0",
        why="what is rounded to 0 is not learned",
        help="scale the loss with torch.amp.GradScaler, or use bfloat16",
        severity="warning",
    )


PROBE = Probe(
    code="RL722",
    listens=(Checkup,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
torch.manual_seed(0)
class Scaled(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(5, 1)
    def forward(self, x):
        with torch.autocast("cpu", enabled=False):
            return self.body(x) * 1e-7
model, criterion = Scaled(), nn.MSELoss()
batch = torch.randn(32, 5), torch.randn(32, 1)  # RL722
torch.set_autocast_enabled("cpu", True)
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
torch.manual_seed(0)
model, criterion = nn.Linear(5, 1), nn.MSELoss()
batch = torch.randn(32, 5), torch.randn(32, 1)
""",
    ),
)
