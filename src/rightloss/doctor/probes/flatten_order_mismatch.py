"""Input and target are flattened in different orders.

## What it looks at
The shapes before the last flattening of both: (A, B, C) of the scores and (B, A) of the target.

## Known limits
Silent where both sizes are equal.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall, Node
from rightloss.doctor.operations import way_to_producer
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common

_FLATTENS = ("view", "reshape", "flatten")


def look(call: LossCall) -> Iterator[Report]:
    """One is batch first, the other time first."""
    if call.loss.name not in common.CLASS_LOSSES:
        return
    scores, target = _before(call.origin, 2), _before(call.target_origin, 1)
    if len(scores) != 3 or len(target) != 2 or scores[:2] != target[::-1] or scores[0] == scores[1]:
        return
    yield Report(
        message=f"scores {scores} and targets {target} are flattened in different orders",
        why="each score is compared with the target of another position",
        help="transpose one of them before both are flattened",
        trail=common.trail(call.origin),
    )


def _before(node: Node | None, rank: int) -> tuple[int, ...]:
    """The shape before the flattening that gave this rank."""
    found = [item for item in way_to_producer(node) if item.op in _FLATTENS and len(item.shape) == rank]
    return found[0].source if found else ()


PROBE = Probe(
    code="RL306",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

net, tags = nn.Linear(5, 4), torch.zeros(2, 7).long()
loss = F.cross_entropy(net(torch.randn(2, 7, 5)).view(-1, 4), tags.t().reshape(-1))  # RL306
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

net, tags = nn.Linear(5, 4), torch.zeros(2, 7).long()
loss = F.cross_entropy(net(torch.randn(2, 7, 5)).view(-1, 4), tags.reshape(-1))
""",
    ),
)
