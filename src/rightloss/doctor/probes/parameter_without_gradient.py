"""Parameters that are trained get no gradient.

## What it looks at
The gradients after one backward pass: parameters with requires_grad that have none.

## Why it hurts
They stay as they are: a part of the model is not connected with the loss.

## Use instead
Connect them, or set requires_grad to False for what shall stay.

## Known limits
A part that takes turns with another (in a GAN, or by chance) looks the same.
"""

from collections.abc import Iterator

from rightloss.doctor.checkup import Checkup
from rightloss.doctor.probe import Probe, Report


def look(event: Checkup) -> Iterator[Report]:
    """No gradient at all."""
    without = [item.name for item in event.gradients if item.gradient is None]
    if not without:
        return
    shown = ", ".join(without[:4]) + (f" and {len(without) - 4} more" if len(without) > 4 else "")
    every = len(without) == len(event.gradients)
    yield Report(
        message=f"no parameter gets a gradient ({shown})" if every else f"{shown} get no gradient from the loss",
        why="they stay as they are: this part of the model is not connected with the loss",
        help="use their output in the loss, or set requires_grad_(False) where that is meant",
        severity="error" if every else "warning",
    )


PROBE = Probe(
    code="RL712",
    listens=(Checkup,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
torch.manual_seed(0)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.used, self.idle = nn.Linear(5, 1), nn.Linear(5, 1)
    def forward(self, x):
        self.idle(x)
        return self.used(x)
model, criterion = Net(), nn.MSELoss()
batch = torch.randn(16, 5), torch.randn(16, 1)  # RL712
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
torch.manual_seed(0)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.used, self.idle = nn.Linear(5, 1), nn.Linear(5, 1).requires_grad_(False)
    def forward(self, x):
        return self.used(x) + self.idle(x)
model, criterion = Net(), nn.MSELoss()
batch = torch.randn(16, 5), torch.randn(16, 1)
""",
    ),
)
