"""A ReLU in front of a loss that wants raw scores.

## What it looks at
The operation that made the input, through views and casts.

## Known limits
Silent where anything is computed after it, such as a scale.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.operations import producer
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common


def look(call: LossCall) -> Iterator[Report]:
    """The input went through a ReLU."""
    x, source = common.scores(call), producer(call.origin)
    if x is None or source is None or not common.wants(call, "logits", "binary-logits"):
        return
    if source.op not in ("relu", "relu6"):
        return
    yield Report(
        message=f"{call.loss.name} gets the output of {common.said(source)} and wants raw scores",
        why="negative scores become 0, and where all classes are negative no gradient flows",
        help="pass the output of the last linear layer as it is",
        trail=common.trail(call.origin),
    )


PROBE = Probe(
    code="RL108",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Sequential(nn.Linear(5, 4), nn.ReLU())
loss = F.cross_entropy(net(torch.randn(8, 5)), torch.randint(0, 4, (8,)))  # RL108
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Sequential(nn.Linear(5, 4), nn.ReLU(), nn.Linear(4, 4))
loss = F.cross_entropy(net(torch.randn(8, 5)), torch.randint(0, 4, (8,)))
""",
    ),
)
