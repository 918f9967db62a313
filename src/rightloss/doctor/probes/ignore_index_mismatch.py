"""Positions are marked with -100, and the loss ignores another value.

## What it looks at
The values of the target, and ignore_index.

## Known limits
Only the mark -100, which libraries write, is known.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common
from rightloss.doctor.values import low_and_high


def look(call: LossCall) -> Iterator[Report]:
    """-100 in the target, and something else is ignored."""
    y, ignored = common.labels(call), call.options.get("ignore_index")
    if y is None or call.loss.name not in common.CLASS_LOSSES or not common.whole(y) or ignored in (None, -100):
        return
    if low_and_high(y)[0] != -100:
        return
    yield Report(
        message=f"the target marks positions with -100, and the loss ignores {ignored}",
        why="-100 is read as a class index: PyTorch raises, or on CUDA the device stops",
        help="leave ignore_index at its default -100",
    )


PROBE = Probe(
    code="RL406",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
try:
    loss = F.cross_entropy(torch.randn(3, 3), torch.tensor([0, -100, 1]), ignore_index=-1)  # RL406
except (RuntimeError, IndexError, ValueError, TypeError):
    pass
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = F.cross_entropy(torch.randn(3, 3), torch.tensor([0, -100, 1]))
""",
    ),
)
