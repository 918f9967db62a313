"""Class weights that are not floating.

## What it looks at
The dtype of weight and pos_weight of a loss that raised.

## Known limits
None.
"""

from collections.abc import Iterator

import torch

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common


def look(call: LossCall) -> Iterator[Report]:
    """Whole numbers as weights."""
    for name in ("weight", "pos_weight"):
        weight = call.options.get(name)
        if isinstance(weight, torch.Tensor) and common.whole(weight) and call.error is not None:
            yield Report(
                message=f"{name} has dtype {str(weight.dtype).removeprefix('torch.')} and must be floating",
                why="PyTorch raises an error about the scalar type",
                help=f"convert it: {name}={name}.float()",
            )


PROBE = Probe(
    code="RL402",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
try:
    loss = F.cross_entropy(torch.randn(4, 2), torch.zeros(4).long(), weight=torch.tensor([1, 2]))  # RL402
except (RuntimeError, IndexError, ValueError, TypeError):
    pass
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = F.cross_entropy(torch.randn(4, 2), torch.zeros(4).long(), weight=torch.tensor([1.0, 2.0]))
""",
    ),
)
