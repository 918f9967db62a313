"""The gradients of the first layers vanish.

## What it looks at
The norms of the gradients of the weight matrices, the first against the largest.

## Why it hurts
The first layers do not learn.

## Use instead
Use ReLU-like activations, residual connections and normalisation; initialise for the activation.

## Known limits
Gradients that are exactly 0 (layers that start at 0 by design) are left out.
"""

from collections.abc import Iterator

from rightloss.doctor.checkup import Checkup
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.result import Gradient

_RATIO = 1e-6


def look(event: Checkup) -> Iterator[Report]:
    """A millionth of the largest, or less."""
    weights = [item for item in event.gradients if item.gradient and item.size > 1 and item.norm > 0]
    if len(weights) < 4:
        return
    largest = max(weights, key=_of)
    first = weights[0]
    if _of(first) >= _RATIO * _of(largest):
        return
    yield Report(
        message=f"the gradient of {first.name} is {_of(first):.1e}, that of {largest.name} {_of(largest):.1e}",
        why="the gradients vanish on the way back: the first layers do not learn",
        help="use ReLU or GELU instead of sigmoid and tanh, residual connections, normalisation",
        severity="warning",
    )


def _of(item: Gradient) -> float:
    return item.gradient or 0.0


PROBE = Probe(
    code="RL714",
    listens=(Checkup,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
torch.manual_seed(0)
layers = [layer for _ in range(14) for layer in (nn.Linear(8, 8), nn.Sigmoid())]
model, criterion = nn.Sequential(*layers, nn.Linear(8, 1)), nn.MSELoss()
batch = torch.randn(16, 8), torch.randn(16, 1)  # RL714
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
torch.manual_seed(0)
layers = [layer for _ in range(14) for layer in (nn.Linear(8, 8), nn.LayerNorm(8), nn.GELU())]
model, criterion = nn.Sequential(*layers, nn.Linear(8, 1)), nn.MSELoss()
batch = torch.randn(16, 8), torch.randn(16, 1)
""",
    ),
)
