"""The input of KL divergence is not in log space.

## What it looks at
The values: probabilities, numbers above 0, or rows whose exponentials do not sum to 1 over any dimension.

## Known limits
Silent for single numbers.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common
from rightloss.doctor.values import are_probabilities, low_and_high, share_unnormalised


def look(call: LossCall) -> Iterator[Report]:
    """The input has values that no log-probability has."""
    x = common.scores(call)
    if x is None or call.loss.name != "kl-divergence" or x.dim() == 0:
        return
    probabilities = any(are_probabilities(x, dim) for dim in range(x.dim()) if x.shape[dim] > 1)
    if not probabilities and low_and_high(x)[1] <= 1e-3:
        return
    if not probabilities and any(share_unnormalised(x, dim) <= 0.5 for dim in range(x.dim()) if x.shape[dim] > 1):
        return
    kind = "probabilities" if probabilities else "raw scores"
    yield Report(
        message=f"KL divergence gets {kind}{common.source_said(call.origin)} as its input and wants log-probabilities",
        why="the value is no divergence: it can be negative, and its minimum is not where the two are equal",
        help="pass log_softmax(scores) as the input; the target stays in probabilities",
        trail=common.trail(call.origin),
    )


PROBE = Probe(
    code="RL110",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

student, teacher = nn.Linear(5, 4), nn.Linear(5, 4)
x = torch.randn(8, 5)
loss = F.kl_div(student(x).softmax(1), teacher(x).softmax(1).detach(), reduction="batchmean")  # RL110
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

student, teacher = nn.Linear(5, 4), nn.Linear(5, 4)
x = torch.randn(8, 5)
loss = F.kl_div(student(x).log_softmax(1), teacher(x).softmax(1).detach(), reduction="batchmean")
""",
    ),
)
