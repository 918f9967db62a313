"""Input and target are exchanged.

## What it looks at
An integer input with a floating target; and in any loss with a fixed target, a target with a gradient and an input
without one.

## Known limits
Silent for symmetric losses such as the squared error, for which the order does not matter.
"""

from collections.abc import Iterator

import torch

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common

_ASYMMETRIC = ("cross-entropy", "nll", "binary-cross-entropy", "binary-cross-entropy-on-probabilities")


def look(call: LossCall) -> Iterator[Report]:
    """What should be a prediction is none."""
    x, y = call.inputs[0] if call.inputs else None, call.target
    if not isinstance(x, torch.Tensor) or not isinstance(y, torch.Tensor) or call.loss.name not in _ASYMMETRIC:
        return
    if not (y.is_floating_point() and (common.whole(x) or (y.requires_grad and not x.requires_grad))):
        return
    yield Report(
        message=f"{call.loss.name} takes the input first and the target second; here they are exchanged",
        why="the loss is computed of the labels, or raises",
        help="write loss(prediction, target)",
        trail=common.trail(call.target_origin),
    )


PROBE = Probe(
    code="RL209",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
try:
    loss = F.cross_entropy(torch.tensor([0, 1, 2, 1]), nn.Linear(5, 3)(torch.randn(4, 5)))  # RL209
except (RuntimeError, IndexError, ValueError, TypeError):
    pass
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = F.cross_entropy(nn.Linear(5, 3)(torch.randn(4, 5)), torch.tensor([0, 1, 2, 1]))
""",
    ),
)
