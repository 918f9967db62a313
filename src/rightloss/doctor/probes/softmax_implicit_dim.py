"""A softmax without dim picks the first dimension for three-dimensional input.

## What it looks at
A softmax that was called without dim on one, three dimensions or more, behind the input of a loss over classes.

## Known limits
For two or four dimensions the choice of torch, dimension 1, is the usual one.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.operations import producer
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common


def look(call: LossCall) -> Iterator[Report]:
    """No dim was given, and torch chose 0 for a batch."""
    source = producer(call.origin)
    if source is None or source.op not in ("log_softmax", *common.SOFTMAX) or source.place is None:
        return
    if source.dim is not None or len(source.shape) != 3 or not common.wants(call, "logits", "log-probabilities"):
        return
    yield Report(
        message=f"{source.op} without dim normalises {source.shape} over dimension 0, the batch",
        why="the probabilities of one example depend on the others, and do not sum to 1 over the classes",
        help="say which dimension holds the classes: dim=-1 or dim=1",
        trail=common.trail(call.origin),
    )


PROBE = Probe(
    code="RL114",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

import warnings
warnings.simplefilter("ignore")
net = nn.Linear(5, 4)
tags = F.log_softmax(net(torch.randn(3, 7, 5)))
loss = F.nll_loss(tags.reshape(-1, 4), torch.randint(0, 4, (21,)))  # RL114
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Linear(5, 4)
tags = F.log_softmax(net(torch.randn(3, 7, 5)), dim=-1)
loss = F.nll_loss(tags.reshape(-1, 4), torch.randint(0, 4, (21,)))
""",
    ),
)
