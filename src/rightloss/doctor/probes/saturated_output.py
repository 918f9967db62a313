"""The sigmoid or tanh at the output is saturated.

## What it looks at
The outputs of the last activation: how many lie within 0.001 of its ends.

## Why it hurts
The gradient there is nearly 0.

## Use instead
Initialise the last layer with small weights, scale the inputs, and use a loss on raw scores.

## Known limits
Softmax outputs are not looked at: with many classes most are near 0.
"""

from collections.abc import Iterator

from rightloss.doctor.checkup import Checkup
from rightloss.doctor.operations import producer
from rightloss.doctor.probe import Probe, Report

_MOST = 0.9
_KINDS = {"Sigmoid": "sigmoid", "Tanh": "tanh", "Hardsigmoid": "hardsigmoid"}


def look(event: Checkup) -> Iterator[Report]:
    """Nine of ten outputs, or more."""
    source = producer(event.origin)
    last = event.units[-1] if event.units else None
    if source is None or last is None or _KINDS.get(last.kind) != source.op or last.saturated < _MOST:
        return
    yield Report(
        message=f"{last.saturated:.0%} of the outputs of {last.name} ({last.kind}) are at its ends",
        why="the gradient is nearly 0 there, and the model learns slowly or not at all",
        help="initialise the last layer with small weights, scale the inputs, use a loss on raw scores",
    )


PROBE = Probe(
    code="RL716",
    listens=(Checkup,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(5, 1), nn.Tanh())
criterion = nn.MSELoss()
batch = 1000 * torch.randn(32, 5), torch.rand(32, 1)  # RL716
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(5, 1), nn.Tanh())
criterion = nn.MSELoss()
batch = torch.randn(32, 5), torch.rand(32, 1)
""",
    ),
)
