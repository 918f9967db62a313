"""Every target is ignored, or the batch is empty: the mean is NaN.

## What it looks at
A mean that is NaN, and the number of targets that count.

## Why it hurts
0/0 is NaN, and one backward pass of it makes every parameter NaN.

## Use instead
Leave such batches out, divide the sum by max(count, 1), or use a loss of rightloss, which gives 0 there.

## Known limits
None.
"""

from collections.abc import Iterator

import torch

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common


def look(call: LossCall) -> Iterator[Report]:
    """Nothing is left to average."""
    x, y = call.inputs[0] if call.inputs else None, call.target
    if not isinstance(call.value, torch.Tensor) or not isinstance(x, torch.Tensor) or not isinstance(y, torch.Tensor):
        return
    if call.value.dim() or not bool(call.value.isnan()):
        return
    ignored = common.whole(y) and bool((y == call.options.get("ignore_index", -100)).all())
    if y.numel() and not ignored:
        return
    yield Report(
        message=f"every target is ignored: the mean of {call.loss.name} is 0/0 = NaN"
        if y.numel()
        else f"the batch is empty: the mean of {call.loss.name} is 0/0 = NaN",
        why="one backward pass of NaN makes every parameter NaN",
        help="leave such batches out, or use a loss of rightloss, which gives 0 there",
    )


PROBE = Probe(
    code="RL701",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = F.cross_entropy(torch.randn(2, 3), torch.tensor([-100, -100]))  # RL701
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = F.cross_entropy(torch.randn(2, 3), torch.tensor([-100, 1]))
""",
    ),
)
