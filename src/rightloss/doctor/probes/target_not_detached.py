"""The target of the loss carries a graph of the same network.

## What it looks at
A regression loss whose target is a sum, has a gradient, and depends on the same parameters as the prediction.

## Known limits
Silent where the prediction is a sum as well.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.graph import leaves
from rightloss.doctor.operations import producer
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common


def look(call: LossCall) -> Iterator[Report]:
    """reward + gamma * net(next), with its graph."""
    x, y = common.scores(call), common.labels(call)
    if (
        x is None
        or y is None
        or call.loss.name not in common.NUMBER_LOSSES
        or not (x.requires_grad and y.requires_grad)
    ):
        return
    target, prediction = producer(call.target_origin), producer(call.origin)
    if target is None or target.op != "add" or prediction is None or prediction.op == "add":
        return
    if not any(item is None or not item.attached for item in target.inputs) or leaves(x) != leaves(y):
        return
    yield Report(
        message="the target is computed by the network that is trained, and carries its graph",
        why="the gradient moves the target towards the prediction as well",
        help="compute the target under torch.no_grad(), or detach it",
        confidence="likely",
        trail=common.trail(call.target_origin),
    )


PROBE = Probe(
    code="RL608",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Linear(4, 2)
s, s2, r = torch.randn(8, 4), torch.randn(8, 4), torch.rand(8)
q = net(s).gather(1, torch.zeros(8, 1).long()).squeeze(1)
loss = F.mse_loss(q, r + 0.9 * net(s2).max(1)[0])  # RL608
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Linear(4, 2)
s, s2, r = torch.randn(8, 4), torch.randn(8, 4), torch.rand(8)
q = net(s).gather(1, torch.zeros(8, 1).long()).squeeze(1)
loss = F.mse_loss(q, r + 0.9 * net(s2).max(1)[0].detach())
""",
    ),
)
