"""Probabilities where NLL wants log-probabilities.

## What it looks at
The values: rows between 0 and 1 that sum to 1.

## Known limits
A softmax over another dimension is RL113.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common
from rightloss.doctor.values import are_probabilities


def look(call: LossCall) -> Iterator[Report]:
    """The input is normalised, not in log space."""
    x = common.scores(call)
    if x is None or call.loss.name != "nll" or not are_probabilities(x, common.class_dim(call, x)):
        return
    yield Report(
        message=f"NLL gets probabilities{common.source_said(call.origin)} and wants log-probabilities",
        why="the loss is -p, between -1 and 0, and its gradient does not grow where the model is wrong",
        help="end with log_softmax instead of softmax, or use cross-entropy on the raw scores",
        trail=common.trail(call.origin),
    )


PROBE = Probe(
    code="RL104",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Sequential(nn.Linear(5, 4), nn.Softmax(dim=1))
loss = nn.NLLLoss()(net(torch.randn(8, 5)), torch.randint(0, 4, (8,)))  # RL104
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Sequential(nn.Linear(5, 4), nn.LogSoftmax(dim=1))
loss = nn.NLLLoss()(net(torch.randn(8, 5)), torch.randint(0, 4, (8,)))
""",
    ),
)
