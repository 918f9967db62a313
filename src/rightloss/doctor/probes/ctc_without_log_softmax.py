"""CTC gets something else than log-probabilities.

## What it looks at
The values: the exponentials of most frames do not sum to 1.

## Known limits
None.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common
from rightloss.doctor.values import share_unnormalised


def look(call: LossCall) -> Iterator[Report]:
    """Most frames are not normalised in log space."""
    x = common.scores(call)
    if x is None or call.loss.name != "ctc" or share_unnormalised(x, -1) <= 0.5:
        return
    yield Report(
        message=f"CTC gets frames that are not log-probabilities{common.source_said(call.origin)}",
        why="the loss has no lower bound: it falls as long as the scores grow",
        help="pass log_softmax(scores, dim=-1)",
        trail=common.trail(call.origin),
    )


PROBE = Probe(
    code="RL112",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Linear(5, 4)
lengths = torch.full((2,), 12), torch.full((2,), 3)
loss = F.ctc_loss(net(torch.randn(12, 2, 5)), torch.randint(1, 4, (2, 3)), *lengths)  # RL112
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Linear(5, 4)
lengths = torch.full((2,), 12), torch.full((2,), 3)
loss = F.ctc_loss(net(torch.randn(12, 2, 5)).log_softmax(-1), torch.randint(1, 4, (2, 3)), *lengths)
""",
    ),
)
