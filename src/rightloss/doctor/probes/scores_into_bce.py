"""Raw scores where BCE wants probabilities.

## What it looks at
The values: some are below 0 or above 1, or are not numbers. PyTorch raises on the CPU, and on CUDA stops the device.

## Known limits
Scores that all happen to lie in [0, 1] look like probabilities.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common
from rightloss.doctor.values import all_finite


def look(call: LossCall) -> Iterator[Report]:
    """Something lies outside [0, 1]."""
    x = common.scores(call)
    if x is None or call.loss.inputs[0].space != "independent-probabilities":
        return
    if not all_finite(x) or common.in_unit_interval(x):
        return
    yield Report(
        message=f"{call.loss.name} gets raw scores{common.source_said(call.origin)} and wants probabilities",
        why="the logarithm of a number outside [0, 1] is no likelihood; PyTorch raises",
        help="use binary_cross_entropy_with_logits, or apply a sigmoid first",
        trail=common.trail(call.origin),
    )


PROBE = Probe(
    code="RL107",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Linear(5, 1)
try:
    loss = F.binary_cross_entropy(net(torch.randn(64, 5)), torch.ones(64, 1))  # RL107
except RuntimeError:
    pass
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Linear(5, 1)
loss = F.binary_cross_entropy(net(torch.randn(64, 5)).sigmoid(), torch.ones(64, 1))
""",
    ),
)
