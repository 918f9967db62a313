"""An epsilon that vanishes in half precision.

## What it looks at
The argument of a logarithm or quotient in half precision, before a loss or a gradient that is infinite or NaN.

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
        if "half" in node.facts:
            yield Report(
                message=f"{node.op} met its singular point in half precision, where a small epsilon rounds away",
                why="the value is infinite, although the code guards against it",
                help="compute this part in float32: x.float() inside torch.autocast(..., enabled=False)",
                trail=common.trail(node.inputs[0] if node.inputs else None),
                place=node.place,
            )
            return


PROBE = Probe(
    code="RL505",
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
p = torch.sigmoid((net(torch.randn(4, 2)) + 50).bfloat16())
loss = torch.log1p(-p.clamp(max=1 - 1e-6)).mean()  # RL505
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
p = torch.sigmoid((net(torch.randn(4, 2)) + 50).bfloat16()).float()
loss = torch.log1p(-p.clamp(max=1 - 1e-6)).mean()
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loss.backward()
opt.step()
""",
    ),
)
