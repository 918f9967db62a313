"""The classes come last, and the loss reads them in dimension 1.

## What it looks at
Scores (N, T, C) with targets (N, T): PyTorch raises; where T = C it takes the wrong dimension in silence, which shows
by the linear layer that made the scores.

## Known limits
With T = C, silent where something else than a linear layer made the scores.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.operations import producer, way_to_producer
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common

_LINEAR = ("linear", "addmm", "matmul", "addbmm", "baddbmm")


def look(call: LossCall) -> Iterator[Report]:
    """The target has the shape of the scores without their last dimension."""
    x, y = common.scores(call), common.labels(call)
    if x is None or y is None or call.loss.inputs[0].class_dim != 1 or x.dim() < 3 or y.shape != x.shape[:-1]:
        return
    if call.error is None and not _classes_last(call):
        return
    yield Report(
        message=f"{call.loss.name} wants the classes in dimension 1, and the scores {common.shape(x)} have them last",
        why="PyTorch raises, or takes the positions for classes where the sizes agree",
        help="pass scores.transpose(1, -1), or flatten both: scores.flatten(0, -2) and target.flatten()",
        trail=common.trail(call.origin),
    )


def _classes_last(call: LossCall) -> bool:
    source = producer(call.origin)
    moved = [node for node in way_to_producer(call.origin) if node.op in ("transpose", "permute", "movedim", "mt")]
    return source is not None and source.op in _LINEAR and not moved


PROBE = Probe(
    code="RL304",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
try:
    loss = F.cross_entropy(nn.Linear(5, 4)(torch.randn(2, 7, 5)), torch.zeros(2, 7).long())  # RL304
except (RuntimeError, IndexError, ValueError, TypeError):
    pass
""",
        """
import torch, torch.nn.functional as F
from torch import nn
loss = F.cross_entropy(nn.Linear(5, 4)(torch.randn(2, 4, 5)), torch.zeros(2, 4).long())  # RL304
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = F.cross_entropy(nn.Linear(5, 4)(torch.randn(2, 4, 5)).transpose(1, 2), torch.zeros(2, 4).long())
""",
    ),
)
