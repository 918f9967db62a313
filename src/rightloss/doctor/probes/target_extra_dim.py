"""The target has one dimension too many.

## What it looks at
A target with a dimension of 1 or 3 where the classes are, or at its end, in a loss over classes that raised.

## Known limits
None.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common


def look(call: LossCall) -> Iterator[Report]:
    """The target has the rank of the input, and one dimension that is no place."""
    x, y = common.scores(call), common.labels(call)
    if x is None or y is None or call.error is None or call.loss.inputs[0].class_dim != 1 or y.dim() != x.dim():
        return
    extra = next((dim for dim in (1, -1) if y.dim() > 1 and y.shape[dim] in (1, 3)), None)
    if extra is None or y.shape == x.shape:
        return
    wanted = (x.shape[0], *x.shape[2:])
    one = y.shape[extra] == 1
    yield Report(
        message=f"the target {common.shape(y)} has one dimension too many; {call.loss.name} wants {wanted}",
        why="class indices have no class dimension, and PyTorch raises",
        help=f"write target.squeeze({extra})"
        if one
        else "read the mask as one channel of class indices, not as a colour image",
    )


PROBE = Probe(
    code="RL303",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
try:
    loss = F.cross_entropy(nn.Conv2d(3, 4, 1)(torch.randn(2, 3, 8, 8)), torch.zeros(2, 1, 8, 8).long())  # RL303
except (RuntimeError, IndexError, ValueError, TypeError):
    pass
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = F.cross_entropy(nn.Conv2d(3, 4, 1)(torch.randn(2, 3, 8, 8)), torch.zeros(2, 8, 8).long())
""",
    ),
)
