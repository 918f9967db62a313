"""Gradients pile up: they are never set to zero.

## What it looks at
The gradients when an optimizer steps: backward passes have added to those of the steps before, and nothing has set them
to zero.

## Known limits
Silent where the gradients are changed in between, as by clipping.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import Step
from rightloss.doctor.probe import Probe, Report

_STEPS = 2


def look(event: Step) -> Iterator[Report]:
    """Two steps in a row."""
    if event.state.piled < _STEPS:
        return
    yield Report(
        message="the gradients of all batches so far are added up: nothing sets them to zero between the steps",
        why="each step goes along the sum of all gradients since the start, ever larger",
        help="call optimizer.zero_grad() before each backward()",
    )


PROBE = Probe(
    code="RL604",
    listens=(Step,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(5):
    F.cross_entropy(net(torch.randn(8, 5)), torch.zeros(8).long()).backward()
    opt.step()  # RL604
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(5):
    for _ in range(2):
        (F.cross_entropy(net(torch.randn(8, 5)), torch.zeros(8).long()) / 2).backward()
    opt.step()
    opt.zero_grad(set_to_none=False)
""",
    ),
)
