"""A one-hot target given as integers.

## What it looks at
An integer target of the shape of the scores, with one 1 for each example.

## Known limits
None.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common


def look(call: LossCall) -> Iterator[Report]:
    """Integers of the shape of the scores, summing to 1 over the classes."""
    x, y = common.scores(call), common.labels(call)
    if x is None or y is None or call.loss.name not in common.CLASS_LOSSES or x.dim() < 2:
        return
    if not common.whole(y) or y.shape != x.shape or not bool((y.sum(1) == 1).all()):
        return
    yield Report(
        message="the target is one-hot and has whole numbers, which are read as class indices",
        why="PyTorch raises, because class indices have no class dimension",
        help="pass target.argmax(dim=1), or target.float() to cross-entropy",
    )


PROBE = Probe(
    code="RL204",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
try:
    loss = F.cross_entropy(nn.Linear(5, 3)(torch.randn(4, 5)), F.one_hot(torch.tensor([0, 1, 2, 1]), 3))  # RL204
except (RuntimeError, IndexError, ValueError, TypeError):
    pass
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = F.cross_entropy(nn.Linear(5, 3)(torch.randn(4, 5)), F.one_hot(torch.tensor([0, 1, 2, 1]), 3).float())
""",
    ),
)
