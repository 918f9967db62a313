"""zero_grad() stands between backward() and step(): the step finds no gradients.

## What it looks at
An optimizer that finds no gradient from its first step on, after zero_grad() was called since the last backward pass.

## Known limits
Silent for gradients that are set to zero instead of None.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import Step
from rightloss.doctor.probe import Probe, Report


def look(event: Step) -> Iterator[Report]:
    """Twice, so that a first step without a batch is none."""
    if event.state.empty < 2 or not event.state.cleared:
        return
    yield Report(
        message="zero_grad() stands between backward() and step(): the optimizer finds no gradients",
        why="no parameter ever changes",
        help="call zero_grad() before backward(), or after step()",
    )


PROBE = Probe(
    code="RL611",
    listens=(Step,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(3):
    F.cross_entropy(net(torch.randn(8, 5)), torch.zeros(8).long()).backward()
    opt.zero_grad()
    opt.step()  # RL611
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(3):
    F.cross_entropy(net(torch.randn(8, 5)), torch.zeros(8).long()).backward()
    opt.step()
    opt.zero_grad()
""",
    ),
)
