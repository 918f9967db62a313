"""Class indices that are not int64.

## What it looks at
The dtype of the target of a loss over classes, and of what one_hot gets.

## Known limits
None.
"""

from collections.abc import Iterator

import torch

from rightloss.doctor.evidence import LossCall, Operation
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common


def look(event: LossCall | Operation) -> Iterator[Report]:
    """Not int64, and refused for it."""
    y = _indices(event)
    if y is None or event.error is None or y.dtype in (torch.int64, torch.uint8):
        return
    yield Report(
        message=f"class indices must be int64, and these are {str(y.dtype).removeprefix('torch.')}",
        why="PyTorch refuses them, or reads floating ones as probabilities",
        help="convert them with .long()",
    )


def _indices(event: LossCall | Operation) -> torch.Tensor | None:
    if isinstance(event, Operation):
        x = event.args[0] if event.args else None
        return x if isinstance(x, torch.Tensor) else None
    y, x = common.labels(event), common.scores(event)
    if y is None or x is None or not any(item.dtype == "long" for item in event.loss.targets):
        return None
    return y if y.dim() < x.dim() or not y.is_floating_point() else None


PROBE = Probe(
    code="RL201",
    listens=(
        LossCall,
        Operation,
    ),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
try:
    loss = F.cross_entropy(nn.Linear(5, 4)(torch.randn(8, 5)), torch.zeros(8, dtype=torch.int32))  # RL201
except (RuntimeError, IndexError, ValueError, TypeError):
    pass
""",
        """
import torch, torch.nn.functional as F
from torch import nn
try:
    y = F.one_hot(torch.zeros(8))  # RL201
except (RuntimeError, IndexError, ValueError, TypeError):
    pass
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = F.cross_entropy(nn.Linear(5, 4)(torch.randn(8, 5)), torch.zeros(8, dtype=torch.long))
""",
    ),
    operations=frozenset(("one_hot",)),
)
