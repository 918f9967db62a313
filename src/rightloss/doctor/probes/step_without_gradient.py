"""An optimizer steps, and none of its parameters ever has a gradient.

## What it looks at
The gradients of an optimizer's parameters at its first steps, each after a backward pass.

## Why it hurts
Nothing that it is meant to train changes: the loss does not depend on these parameters (a detached input, another model),
or the optimizer was made for a model that was replaced.

## Use instead
Pass the parameters of the model that computes the loss, and do not detach between the two.

## Known limits
Silent where a gradient came once; where zero_grad() is the reason, RL611 says so.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import Step
from rightloss.doctor.probe import Probe, Report


def look(event: Step) -> Iterator[Report]:
    """Three times in a row."""
    if event.state.empty < 3 or event.state.cleared:
        return
    yield Report(
        message="the optimizer steps, and none of its parameters has ever had a gradient",
        why="nothing that it is meant to train changes",
        help="do not detach what these parameters make, and give the optimizer the parameters of the model in use",
    )


PROBE = Probe(
    code="RL708",
    listens=(Step,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
generator, critic = nn.Linear(2, 5), nn.Linear(5, 1)
opt = torch.optim.SGD(generator.parameters(), lr=0.1)
for _ in range(4):
    opt.zero_grad()
    fake = generator(torch.randn(8, 2)).detach()
    F.binary_cross_entropy_with_logits(critic(fake), torch.ones(8, 1)).backward()
    opt.step()  # RL708
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
generator, critic = nn.Linear(2, 5), nn.Linear(5, 1)
opt = torch.optim.SGD(generator.parameters(), lr=0.1)
for _ in range(4):
    opt.zero_grad()
    fake = generator(torch.randn(8, 2))
    F.binary_cross_entropy_with_logits(critic(fake), torch.ones(8, 1)).backward()
    opt.step()
""",
    ),
)
