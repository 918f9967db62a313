"""log(sigmoid(x)) where the sigmoid became 0 or 1.

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
        if node.op.startswith("log") and "half" not in node.facts and _of_sigmoid(node):
            yield Report(
                message=f"{node.op} got a probability that the sigmoid rounded to 0 or 1",
                why="its value is minus infinity, and its gradient NaN",
                help="use logsigmoid, or binary_cross_entropy_with_logits on the raw scores",
                trail=common.trail(node.inputs[0] if node.inputs else None),
                place=node.place,
            )
            return


def _of_sigmoid(node: Node) -> bool:
    """log(p) or log(1 - p)."""
    source = producer(node.inputs[0] if node.inputs else None)
    if source is not None and source.op in ("rsub", "sub", "neg"):
        source = next((producer(item) for item in source.inputs if item is not None and item.attached), None)
    return source is not None and source.op == "sigmoid"


PROBE = Probe(
    code="RL502",
    listens=(
        Backward,
        Step,
    ),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(2, 1)
loss = -torch.log(torch.sigmoid(net(torch.randn(4, 2)) - 500)).mean()  # RL502
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loss.backward()
opt.step()
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(2, 1)
loss = -F.logsigmoid(net(torch.randn(4, 2)) - 500).mean()
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loss.backward()
opt.step()
""",
    ),
)
