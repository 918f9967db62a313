"""Class indices are regressed on as if they were quantities.

## What it looks at
A regression loss with several outputs for each example and a target of whole numbers without that dimension.

## Known limits
Silent for one output: its target may be a count or a level.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common


def look(call: LossCall) -> Iterator[Report]:
    """Several outputs against one whole number each."""
    x, y = common.scores(call), common.labels(call)
    if x is None or y is None or call.loss.name not in common.NUMBER_LOSSES or x.dim() != 2 or x.shape[1] < 2:
        return
    if y.requires_grad or y.shape not in ((x.shape[0],), (x.shape[0], 1)) or not _are_indices(y, x.shape[1]):
        return
    yield Report(
        message=f"{call.loss.name} compares {x.shape[1]} outputs of each example with its class index",
        why="every output is pulled towards the number of the class, and class 2 counts as twice class 1",
        help="use cross-entropy, which takes the scores and the indices as they are",
        trail=common.trail(call.origin),
    )


def _are_indices(y: object, classes: int) -> bool:
    import torch

    assert isinstance(y, torch.Tensor)
    return bool(((y == y.round()) & (y >= 0) & (y < classes)).all())


PROBE = Probe(
    code="RL207",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
try:
    loss = F.mse_loss(nn.Linear(5, 3)(torch.randn(4, 5)), torch.tensor([0, 1, 2, 1]))  # RL207
except (RuntimeError, IndexError, ValueError, TypeError):
    pass
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = F.mse_loss(nn.Linear(5, 3)(torch.randn(4, 5)), torch.randn(4, 3))
""",
    ),
)
