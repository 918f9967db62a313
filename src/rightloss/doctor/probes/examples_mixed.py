"""The output of one example depends on the others.

## What it looks at
The outputs in eval mode, once of the whole batch and once without its last example.

## Why it hurts
The loss of one example moves the others: a softmax over the batch, a view that mixes dimensions, a mean over dimension 0.

## Use instead
Work on dimension 0 with batch normalisation only.

## Known limits
Models on graphs, and losses that compare examples in the model, do this on purpose.
"""

from collections.abc import Iterator

from rightloss.doctor.checkup import Checkup
from rightloss.doctor.probe import Probe, Report

_MOST = 1e-3


def look(event: Checkup) -> Iterator[Report]:
    """The difference is more than rounding."""
    if event.mixed is None or event.mixed < _MOST:
        return
    yield Report(
        message=f"outputs of the other examples change by {event.mixed:.2g} of their size when one is left out",
        why="examples that should be independent influence each other: a softmax or a mean over dimension 0, or a view",
        help="look for dim=0, and for view() or reshape() across the batch, in forward",
        severity="warning",
    )


PROBE = Probe(
    code="RL717",
    listens=(Checkup,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(5, 3), nn.Softmax(dim=0))
criterion = nn.MSELoss()
batch = torch.randn(16, 5), torch.rand(16, 3)  # RL717
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(5, 3), nn.BatchNorm1d(3), nn.Softmax(dim=1))
criterion = nn.MSELoss()
batch = torch.randn(16, 5), torch.rand(16, 3)
""",
    ),
)
