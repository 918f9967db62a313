"""Raw scores where NLL wants log-probabilities.

## What it looks at
The values: the exponentials of most rows do not sum to 1.

## Known limits
Silent for rows of probabilities (RL104) and for what was normalised over another dimension (RL113).
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.operations import producer
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common
from rightloss.doctor.values import are_probabilities, share_unnormalised


def look(call: LossCall) -> Iterator[Report]:
    """Most rows are not log-probabilities, and no normalisation made them."""
    x = common.scores(call)
    if x is None or call.loss.name != "nll" or call.error is not None:
        return
    dim, source = common.class_dim(call, x), producer(call.origin)
    if source is not None and source.op in ("log_softmax", *common.SOFTMAX):
        return
    if are_probabilities(x, dim) or share_unnormalised(x, dim) <= 0.5:
        return
    yield Report(
        message=f"NLL gets raw scores{common.source_said(call.origin)} and wants log-probabilities",
        why="the loss has no lower bound: it falls as long as the scores grow",
        help="apply log_softmax first, or use cross-entropy, which contains it",
        trail=common.trail(call.origin),
    )


PROBE = Probe(
    code="RL105",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Linear(5, 4)
loss = F.nll_loss(net(torch.randn(8, 5)), torch.randint(0, 4, (8,)))  # RL105
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Linear(5, 4)
loss = F.nll_loss(F.log_softmax(net(torch.randn(8, 5)), dim=1), torch.randint(0, 4, (8,)))
""",
    ),
)
