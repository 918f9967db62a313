"""Independent labels are trained with softmax cross-entropy.

## What it looks at
Floating targets of zeros and ones in the shape of the scores, some rows with several ones.

## Known limits
Silent for rows with one label each, and for soft labels.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common


def look(call: LossCall) -> Iterator[Report]:
    """Rows that sum to more than 1."""
    x, y = common.scores(call), common.labels(call)
    if x is None or y is None or call.loss.name != "cross-entropy" or not y.is_floating_point() or x.shape != y.shape:
        return
    if x.dim() < 2 or not bool(((y == 0) | (y == 1)).all()) or not bool((y.sum(1) > 1).any()):
        return
    yield Report(
        message="some examples have several labels, and cross-entropy lets the classes compete for one probability",
        why="two labels can never both be sure, and an example without a label costs nothing",
        help="use BCEWithLogitsLoss: one yes/no question for each label",
        trail=common.trail(call.origin),
    )


PROBE = Probe(
    code="RL208",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = F.cross_entropy(nn.Linear(5, 3)(torch.randn(2, 5)), torch.tensor([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]))  # RL208
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = F.cross_entropy(nn.Linear(5, 3)(torch.randn(2, 5)), torch.tensor([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]))
""",
    ),
)
