"""A square root of 0, whose gradient is infinite.

## What it looks at
The argument of sqrt, or of a norm, before a gradient that is infinite or NaN.

## Known limits
Silent as long as the loss and all gradients are finite: it has not happened yet.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import Backward, Step
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common
from rightloss.doctor.probes import _numerics as numerics


def look(event: Backward | Step) -> Iterator[Report]:
    """The loss or a gradient is not finite, and this operation stands before it."""
    for node in numerics.culprits(event):
        if node.op in ("sqrt", "rsqrt", "norm"):
            yield Report(
                message=f"{node.op} was taken of 0",
                why="its derivative there is infinite, and NaN times 0 is NaN even where the result is masked",
                help="write torch.sqrt(x + 1e-8) (or clamp at a small positive number)",
                trail=common.trail(node.inputs[0] if node.inputs else None),
                place=node.place,
            )
            return


PROBE = Probe(
    code="RL503",
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
loss = (net(torch.zeros(4, 2)) - net.bias).square().sum().sqrt()  # RL503
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
loss = ((net(torch.zeros(4, 2)) - net.bias).square().sum() + 1e-8).sqrt()
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loss.backward()
opt.step()
""",
    ),
)
