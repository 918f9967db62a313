"""A loss for distances gets scores.

## What it looks at
The values of the input of a loss whose contract wants numbers that are zero or more: some are negative.

## Known limits
None.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common
from rightloss.doctor.values import low_and_high


def look(call: LossCall) -> Iterator[Report]:
    """A distance that is negative."""
    x = common.scores(call)
    if x is None or call.loss.inputs[0].space != "non-negative" or low_and_high(x)[0] >= 0:
        return
    yield Report(
        message=f"{call.loss.name} wants distances, and the input has negative values{common.source_said(call.origin)}",
        why="where the label is +1 the loss is the input itself: it falls without end",
        help="use cross-entropy or BCEWithLogitsLoss for scores of classes",
        trail=common.trail(call.origin),
    )


PROBE = Probe(
    code="RL211",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = F.hinge_embedding_loss(nn.Linear(5, 2)(torch.randn(64, 5)), torch.ones(64, 2))  # RL211
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = F.hinge_embedding_loss(nn.Linear(5, 2)(torch.randn(64, 5)).norm(dim=1), torch.ones(64))
""",
    ),
)
