"""Whole numbers where the loss wants a floating target.

## What it looks at
The dtype of the target of losses whose contract has floating targets only, where PyTorch raised.

## Known limits
Silent for class indices against several outputs (see RL207).
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common


def look(call: LossCall) -> Iterator[Report]:
    """An integer target that was refused."""
    x, y = common.scores(call), common.labels(call)
    if x is None or y is None or call.error is None or not common.whole(y) or x.shape != y.shape:
        return
    if any(item.dtype != "float" for item in call.loss.targets):
        return
    yield Report(
        message=f"{call.loss.name} wants a floating target and gets {str(y.dtype).removeprefix('torch.')}",
        why="PyTorch raises an error about the result type",
        help="convert the target with .float()",
    )


PROBE = Probe(
    code="RL202",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
try:
    loss = F.binary_cross_entropy_with_logits(nn.Linear(5, 1)(torch.randn(8, 5)), torch.ones(8, 1).long())  # RL202
except (RuntimeError, IndexError, ValueError, TypeError):
    pass
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = F.binary_cross_entropy_with_logits(nn.Linear(5, 1)(torch.randn(8, 5)), torch.ones(8, 1))
""",
    ),
)
