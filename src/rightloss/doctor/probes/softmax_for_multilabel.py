"""Independent labels are scored with a softmax.

## What it looks at
A softmax behind the input of binary cross-entropy, and targets in which several labels, or none, are right.

## Known limits
Silent where every row of the targets has exactly one label.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.operations import producer
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common


def look(call: LossCall) -> Iterator[Report]:
    """Softmax outputs against rows with other than one label."""
    x, y, source = common.scores(call), common.labels(call), producer(call.origin)
    if x is None or y is None or source is None or source.op not in common.SOFTMAX:
        return
    if not common.wants(call, "binary-logits", "independent-probabilities") or y.dim() < 2 or y.shape[1] < 2:
        return
    if not bool((y.sum(1) > 1).any()):
        return
    yield Report(
        message=f"labels that can be right together are scored with {common.said(source)}",
        why="the scores of one example sum to 1, so two labels can never both be sure",
        help="use a sigmoid for each label: BCEWithLogitsLoss on the raw scores",
        trail=common.trail(call.origin),
    )


PROBE = Probe(
    code="RL116",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Linear(5, 3)
y = torch.tensor([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0]])
loss = F.binary_cross_entropy(net(torch.randn(2, 5)).softmax(1), y)  # RL116
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Linear(5, 3)
y = torch.tensor([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0]])
loss = F.binary_cross_entropy(net(torch.randn(2, 5)).sigmoid(), y)
""",
    ),
)
