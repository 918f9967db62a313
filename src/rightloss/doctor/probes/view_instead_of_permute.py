"""view() mixes up classes and positions.

## What it looks at
Scores (N, C, d1...) that become rows of length C by view or reshape alone, where the classes are dimension 1: a
convolution made them, or they were normalised there; and the rows are read as classes.

## Known limits
Silent where the last dimension is C long too.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall, Node, Operation
from rightloss.doctor.operations import producer, way_to_producer
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common

_RESHAPES = ("view", "reshape", "flatten", "unsafeview")
_MOVES = ("permute", "transpose", "movedim", "t", "mt", "chunk", "split", "select", "getitem")


def look(event: LossCall | Operation) -> Iterator[Report]:
    """A reshape to rows of C that crosses dimension 1."""
    if isinstance(event, LossCall) and event.loss.name not in (*common.CLASS_LOSSES, "kl-divergence"):
        return
    origin = event.origin if isinstance(event, LossCall) else (event.origins or (None,))[0]
    way, source = way_to_producer(origin), producer(origin)
    crossing = next((node for node in way if node.op in _RESHAPES and _mixes(node)), None)
    if crossing is None or any(node.op in _MOVES for node in way) or not _classes_second(source):
        return
    yield Report(
        message=f"{crossing.op} turns {crossing.source} into {crossing.shape} and mixes classes with positions",
        why="a row holds values of several classes and places; the loss is computed of a shuffled table",
        help="move the classes last first: x.permute(0, 2, ..., 1).reshape(-1, C)",
        trail=common.trail(origin),
    )


def _mixes(node: Node) -> bool:
    before, after = node.source, node.shape
    return len(before) > 2 and len(after) == 2 and after[1] == before[1] != before[-1] and after[0] != before[0]


def _classes_second(source: Node | None) -> bool:
    if source is None:
        return False
    return source.op.startswith(("conv", "slow_conv", "mkldnnconv", "cudnnconv")) or (
        source.op in ("log_softmax", *common.SOFTMAX) and common.works_on(source) == 1 and len(source.shape) > 2
    )


PROBE = Probe(
    code="RL305",
    listens=(
        LossCall,
        Operation,
    ),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Conv2d(3, 4, 1)
scores = net(torch.randn(2, 3, 8, 8)).view(-1, 4)
loss = F.cross_entropy(scores, torch.zeros(128).long())  # RL305
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Conv2d(3, 4, 1)
scores = net(torch.randn(2, 3, 8, 8)).permute(0, 2, 3, 1).reshape(-1, 4)
loss = F.cross_entropy(scores, torch.zeros(128).long())
""",
    ),
    operations=frozenset(
        (
            "log_softmax",
            "softmax",
        )
    ),
)
