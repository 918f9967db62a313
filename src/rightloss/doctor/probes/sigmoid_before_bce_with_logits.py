"""A sigmoid in front of a loss that applies it itself.

## What it looks at
The operation that made the input. Where a compiled or checkpointed function hides it: the values, all in [0, 1].

## Known limits
With a hidden history raw scores that happen to lie in [0, 1] look the same; the report is then only likely.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common


def look(call: LossCall) -> Iterator[Report]:
    """The input went through a sigmoid, or looks as if."""
    x = common.scores(call)
    if x is None or not common.wants(call, "binary-logits") or not common.in_unit_interval(x):
        return
    seen = common.made_in(call.origin, "independent-probabilities")
    if not seen and not (common.hidden(call.origin) and x.requires_grad and x.numel() >= 32):
        return
    yield Report(
        message=f"{call.loss.name} gets sigmoid outputs{common.source_said(call.origin)} and applies the sigmoid itself",
        why="the loss cannot fall below 0.693 for negatives and 0.313 for positives",
        help="pass the raw scores, or use BCELoss on the probabilities",
        trail=common.trail(call.origin),
        confidence="certain" if seen else "likely",
    )


PROBE = Probe(
    code="RL106",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Sequential(nn.Linear(5, 1), nn.Sigmoid())
loss = nn.BCEWithLogitsLoss()(net(torch.randn(8, 5)), torch.ones(8, 1))  # RL106
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Sequential(nn.Linear(5, 1), nn.Sigmoid())
loss = nn.BCELoss()(net(torch.randn(8, 5)), torch.ones(8, 1))
""",
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Linear(5, 1)
logits = net(torch.randn(8, 5))
loss = nn.BCEWithLogitsLoss()(logits, torch.ones(8, 1))
accuracy = (torch.sigmoid(logits) > 0.5).float().mean()
""",
    ),
)
