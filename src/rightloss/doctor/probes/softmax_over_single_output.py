"""A softmax over one output is always 1.

## What it looks at
The softmax behind the input of a loss: its dimension has size 1.

## Known limits
None.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.operations import producer
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common


def look(call: LossCall) -> Iterator[Report]:
    """The dimension of the softmax has size 1."""
    source = producer(call.origin)
    if source is None or source.op not in ("log_softmax", *common.SOFTMAX):
        return
    dim = common.works_on(source)
    if dim is None or source.shape[dim] != 1:
        return
    yield Report(
        message=f"{common.said(source)} over a single output is always {0 if source.op == 'log_softmax' else 1}",
        why="the loss is constant and the gradient zero",
        help="use a sigmoid for one yes/no output (or BCEWithLogitsLoss on the raw score), or give two outputs",
        trail=common.trail(call.origin),
    )


PROBE = Probe(
    code="RL115",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Linear(5, 1)
loss = F.binary_cross_entropy(net(torch.randn(8, 5)).softmax(-1), torch.ones(8, 1))  # RL115
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Linear(5, 1)
loss = F.binary_cross_entropy(net(torch.randn(8, 5)).sigmoid(), torch.ones(8, 1))
""",
    ),
)
