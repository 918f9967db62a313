"""The range of the output does not contain the targets.

## What it looks at
The activation behind the input of a regression loss, and the share of the targets that lie outside its range.

## Known limits
A few outliers (5% of the targets or fewer) are not reported.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.operations import activation, producer
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common


def look(call: LossCall) -> Iterator[Report]:
    """More than a few targets lie outside the range of the activation."""
    y, source = common.labels(call), producer(call.origin)
    known = activation(source)
    if y is None or known is None or call.loss.name not in common.NUMBER_LOSSES or not y.is_floating_point():
        return
    if y.requires_grad or known.low == float("-inf"):
        return
    slack = 0.01 * float(y.float().std()) if y.numel() > 1 else 0.0
    share = float(((y < known.low - slack) | (y > known.high + slack)).float().mean())
    if share <= 0.05:
        return
    yield Report(
        message=f"{share:.0%} of the targets lie outside [{known.low:g}, {known.high:g}], the range of {common.said(source)}",
        why="the model cannot predict them, however long it is trained",
        help="leave the last activation out, or scale the targets into its range",
        trail=common.trail(call.origin),
    )


PROBE = Probe(
    code="RL117",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Sequential(nn.Linear(5, 1), nn.ReLU())
loss = F.mse_loss(net(torch.randn(64, 5)), torch.randn(64, 1))  # RL117
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Sequential(nn.Linear(5, 1), nn.ReLU())
loss = F.mse_loss(net(torch.randn(64, 5)), torch.rand(64, 1))
""",
    ),
)
