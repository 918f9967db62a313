"""A class index below 0, or not below the number of classes.

## What it looks at
The values of the target, ignored ones left out.

## Known limits
Silent for -100 where another value is ignored: that is RL406.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common
from rightloss.doctor.values import low_and_high


def look(call: LossCall) -> Iterator[Report]:
    """Some index names no class."""
    x, y = common.scores(call), common.labels(call)
    if x is None or y is None or call.loss.inputs[0].class_dim != 1 or not common.whole(y) or y.shape == x.shape:
        return
    if not any(item.space == "class-index" for item in call.loss.targets):
        return
    classes = x.shape[common.class_dim(call, x)]
    kept = y[y != call.options.get("ignore_index", -100)]
    low, high = low_and_high(kept)
    if not kept.numel() or (low >= 0 and high < classes) or low == -100:
        return
    wrong = int(low if low < 0 else high)
    yield Report(
        message=f"the target holds the class index {wrong}, and there are {classes} classes, 0 to {classes - 1}",
        why="PyTorch raises on the CPU; on CUDA the device stops with an assertion",
        help="number the classes from 0, give the model one output for each, or mark what does not count by ignore_index",
    )


PROBE = Probe(
    code="RL203",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
try:
    loss = F.cross_entropy(nn.Linear(5, 3)(torch.randn(4, 5)), torch.tensor([0, 1, 2, 3]))  # RL203
except (RuntimeError, IndexError, ValueError, TypeError):
    pass
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = F.cross_entropy(nn.Linear(5, 4)(torch.randn(4, 5)), torch.tensor([0, 1, 2, -100]))
""",
    ),
)
