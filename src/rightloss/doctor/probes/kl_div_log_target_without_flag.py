"""The target of KL divergence is in log space, and log_target is not set.

## What it looks at
The values of the target: some are below 0.

## Known limits
None.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common
from rightloss.doctor.values import low_and_high


def look(call: LossCall) -> Iterator[Report]:
    """The target has negative values."""
    y = common.labels(call)
    if y is None or call.loss.name != "kl-divergence" or call.options.get("log_target"):
        return
    if low_and_high(y)[0] >= -1e-3:
        return
    yield Report(
        message="the target of KL divergence has negative values: it is in log space, and log_target is not set",
        why="the loss takes the logarithm of the target once more and leaves those elements out",
        help="pass probabilities as the target, or set log_target=True",
        trail=common.trail(call.target_origin),
    )


PROBE = Probe(
    code="RL111",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

student, teacher = nn.Linear(5, 4), nn.Linear(5, 4)
x = torch.randn(8, 5)
loss = F.kl_div(student(x).log_softmax(1), teacher(x).log_softmax(1).detach(), reduction="batchmean")  # RL111
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

student, teacher = nn.Linear(5, 4), nn.Linear(5, 4)
x = torch.randn(8, 5)
target = teacher(x).log_softmax(1).detach()
loss = F.kl_div(student(x).log_softmax(1), target, reduction="batchmean", log_target=True)
""",
    ),
)
