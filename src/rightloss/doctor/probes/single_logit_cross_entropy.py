"""Cross-entropy over one output is always 0.

## What it looks at
The number of classes of the input.

## Known limits
None.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common


def look(call: LossCall) -> Iterator[Report]:
    """One class only."""
    x = common.scores(call)
    if x is None or x.dim() < 2 or not common.wants(call, "logits") or x.shape[common.class_dim(call, x)] != 1:
        return
    yield Report(
        message=f"{call.loss.name} gets a single score for each example",
        why="the softmax of one score is 1: the loss is 0 whatever the model says",
        help="use BCEWithLogitsLoss for a yes/no question, or give one output for each class",
        trail=common.trail(call.origin),
    )


PROBE = Probe(
    code="RL307",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = F.cross_entropy(nn.Linear(5, 1)(torch.randn(4, 5)), torch.zeros(4).long())  # RL307
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = F.cross_entropy(nn.Linear(5, 2)(torch.randn(4, 5)), torch.zeros(4).long())
""",
    ),
)
