"""log(softmax(x)) where the softmax became 0.

## What it looks at
The argument of a logarithm before a loss or a gradient that is infinite or NaN.

## Known limits
Silent as long as the loss and all gradients are finite: it has not happened yet.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import Backward, Node, Step
from rightloss.doctor.operations import producer
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common
from rightloss.doctor.probes import _numerics as numerics


def look(event: Backward | Step) -> Iterator[Report]:
    """The loss or a gradient is not finite, and this operation stands before it."""
    for node in numerics.culprits(event):
        if node.op.startswith("log") and "half" not in node.facts and _of_softmax(node):
            yield Report(
                message=f"{node.op} got a probability that the softmax rounded to 0",
                why="its value is minus infinity, and its gradient NaN",
                help="use log_softmax, which never rounds to minus infinity",
                trail=common.trail(node.inputs[0] if node.inputs else None),
                place=node.place,
            )
            return


def _of_softmax(node: Node) -> bool:
    source = producer(node.inputs[0] if node.inputs else None)
    return source is not None and source.op in common.SOFTMAX


PROBE = Probe(
    code="RL501",
    listens=(
        Backward,
        Step,
    ),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(2, 2)
log_p = torch.log(F.softmax(net(torch.randn(4, 2)) + torch.tensor([0.0, 500.0]), dim=1))  # RL501
loss = F.nll_loss(log_p, torch.zeros(4).long())
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loss.backward()
opt.step()
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(2, 2)
log_p = F.log_softmax(net(torch.randn(4, 2)) + torch.tensor([0.0, 500.0]), dim=1)
loss = F.nll_loss(log_p, torch.zeros(4).long())
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loss.backward()
opt.step()
""",
    ),
)
