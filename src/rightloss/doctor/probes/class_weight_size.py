"""There must be one weight for each class.

## What it looks at
The size of weight of a loss over classes.

## Known limits
None.
"""

from collections.abc import Iterator

import torch

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common


def look(call: LossCall) -> Iterator[Report]:
    """Another number of weights than of classes."""
    x, weight = common.scores(call), call.options.get("weight")
    if x is None or not isinstance(weight, torch.Tensor) or call.loss.inputs[0].class_dim != 1:
        return
    classes = x.shape[common.class_dim(call, x)]
    if weight.dim() == 1 and weight.numel() == classes:
        return
    if call.error is None:
        return
    yield Report(
        message=f"weight has shape {common.shape(weight)}, and there are {classes} classes",
        why="PyTorch raises; weights computed from one batch miss the classes that are not in it",
        help="compute one weight for each class from all training labels, with minlength=number of classes",
    )


PROBE = Probe(
    code="RL403",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
try:
    loss = F.cross_entropy(torch.randn(4, 3), torch.zeros(4).long(), weight=torch.ones(2))  # RL403
except (RuntimeError, IndexError, ValueError, TypeError):
    pass
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = F.cross_entropy(torch.randn(4, 3), torch.zeros(4).long(), weight=torch.ones(3))
""",
    ),
)
