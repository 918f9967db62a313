"""One class has nearly all the weight.

## What it looks at
The class weights times the number of targets of each class in the batch.

## Why it hurts
The gradients of all other classes are lost in those of one.

## Use instead
Use the square root of the inverse frequencies, cap the weights, or a loss for rare classes.

## Known limits
Only weights for class indices are looked at.
"""

from collections.abc import Iterator

import torch

from rightloss.doctor.checkup import Checkup
from rightloss.doctor.probe import Probe, Report

_MOST = 0.95


def look(event: Checkup) -> Iterator[Report]:
    """A class with less than half of the targets and 95% of the weight."""
    weight, y = event.options.get("weight"), event.target
    if event.loss is None or event.loss.inputs[0].class_dim != 1 or not isinstance(weight, torch.Tensor):
        return
    if not isinstance(y, torch.Tensor) or y.is_floating_point():
        return
    kept = y[(y >= 0) & (y < len(weight))].flatten()
    counts = torch.bincount(kept, minlength=len(weight))
    mass = counts * weight.detach().cpu()
    top = int(mass.argmax())
    share, frequency = float(mass[top] / mass.sum()), float(counts[top] / counts.sum())
    if not (share > _MOST and frequency < 0.5):
        return
    yield Report(
        message=f"class {top} is {frequency:.0%} of the targets and has {share:.0%} of the weight",
        why="the gradients of all other classes are lost in those of one",
        help="cap the weights, or take the square root of the inverse frequencies",
        severity="warning",
    )


PROBE = Probe(
    code="RL721",
    listens=(Checkup,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
torch.manual_seed(0)
model, criterion = nn.Linear(5, 3), nn.CrossEntropyLoss(weight=torch.tensor([1.0, 1.0, 1000.0]))
x = torch.randn(32, 5)
batch = x, x[:, :3].argmax(1)  # RL721
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
torch.manual_seed(0)
model, criterion = nn.Linear(5, 3), nn.CrossEntropyLoss(weight=torch.tensor([1.0, 1.0, 2.0]))
x = torch.randn(32, 5)
batch = x, x[:, :3].argmax(1)
""",
    ),
)
