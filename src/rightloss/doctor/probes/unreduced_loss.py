"""backward() is called on a loss that has one value per element.

## What it looks at
The tensor that backward() refused.

## Known limits
None.
"""

from collections.abc import Iterator

import torch

from rightloss.doctor.evidence import Backward
from rightloss.doctor.probe import Probe, Report


def look(event: Backward) -> Iterator[Report]:
    """Several values, and an error."""
    x = event.loss
    if event.error is None or not isinstance(x, torch.Tensor) or x.numel() <= 1 or "scalar" not in str(event.error):
        return
    yield Report(
        message=f"backward() is called on a loss of shape {tuple(x.shape)}: one value for each element",
        why="PyTorch can derive numbers only, and raises",
        help="reduce it: loss.mean(), or reduction='mean'",
    )


PROBE = Probe(
    code="RL401",
    listens=(Backward,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
try:
    F.mse_loss(nn.Linear(5, 1)(torch.randn(4, 5)), torch.ones(4, 1), reduction="none").backward()  # RL401
except (RuntimeError, IndexError, ValueError, TypeError):
    pass
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
F.mse_loss(nn.Linear(5, 1)(torch.randn(4, 5)), torch.ones(4, 1), reduction="none").mean().backward()
""",
    ),
)
