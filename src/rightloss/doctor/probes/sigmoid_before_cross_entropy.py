"""A sigmoid in front of multi-class cross-entropy.

## What it looks at
The operation that made the input, through views and casts.

## Known limits
The values alone do not show it: scores between 0 and 1 may be raw scores.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common


def look(call: LossCall) -> Iterator[Report]:
    """The input went through a sigmoid."""
    x = common.scores(call)
    if x is None or not common.wants(call, "logits") or x.shape[common.class_dim(call, x)] < 2:
        return
    if not common.made_in(call.origin, "independent-probabilities") or not common.in_unit_interval(x):
        return
    yield Report(
        message=f"{call.loss.name} gets sigmoid outputs{common.source_said(call.origin)} and wants raw scores",
        why=common.floor(x.shape[common.class_dim(call, x)]),
        help="pass the raw scores; sigmoid outputs belong to binary cross-entropy",
        trail=common.trail(call.origin),
    )


PROBE = Probe(
    code="RL102",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Sequential(nn.Linear(5, 4), nn.Sigmoid())
loss = F.cross_entropy(net(torch.randn(8, 5)), torch.randint(0, 4, (8,)))  # RL102
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Sequential(nn.Linear(5, 4), nn.Sigmoid(), nn.Linear(4, 4))
loss = F.cross_entropy(net(torch.randn(8, 5)), torch.randint(0, 4, (8,)))
""",
    ),
)
