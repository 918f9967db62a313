"""All scores of an example are minus infinity.

## What it looks at
The rows of the input of a loss over classes, ignored ones included.

## Why it hurts
The softmax of such a row is 0/0: its gradient is NaN, even where the target is ignored.

## Use instead
Mask positions in the target (ignore_index), and leave their scores finite.

## Known limits
None.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common
from rightloss.doctor.values import rows


def look(call: LossCall) -> Iterator[Report]:
    """Some row has no finite score."""
    x = common.scores(call)
    if x is None or not common.wants(call, "logits"):
        return
    if not bool((rows(x, common.class_dim(call, x)) == float("-inf")).all(-1).any()):
        return
    yield Report(
        message="all scores of some examples are minus infinity",
        why="the gradient of such a row is NaN, even where ignore_index leaves its target out",
        help="leave the scores of positions that do not count finite, and mask the target alone",
        trail=common.trail(call.origin),
    )


PROBE = Probe(
    code="RL702",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

scores = nn.Linear(5, 3)(torch.randn(2, 5)).masked_fill(torch.tensor([[True], [False]]), float("-inf"))
loss = F.cross_entropy(scores, torch.tensor([-100, 1]))  # RL702
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

scores = nn.Linear(5, 3)(torch.randn(2, 5)).masked_fill(torch.tensor([True, False, False]), float("-inf"))
loss = F.cross_entropy(scores, torch.tensor([-100, 1]))
""",
    ),
)
