"""The loss does not depend on its target.

## What it looks at
The loss and its gradient with the targets of the batch, and with the same targets in another order.

## Why it hurts
Whatever the labels say, the model is trained to the same.

## Use instead
Use the target in the loss.

## Known limits
Silent where all targets are equal.
"""

from collections.abc import Iterator

from rightloss.doctor.checkup import Checkup
from rightloss.doctor.probe import Probe, Report


def look(event: Checkup) -> Iterator[Report]:
    """Value and gradient are the same to the last bit."""
    if not event.blind:
        return
    yield Report(
        message="the loss and its gradient stay the same when the targets change places",
        why="whatever the labels say, the model is trained to the same",
        help="use the target in the loss, element by element: a mean taken too early forgets which target is whose",
    )


PROBE = Probe(
    code="RL719",
    listens=(Checkup,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
torch.manual_seed(0)
def criterion(output, target):
    return (output.mean() - target.mean()) ** 2
model = nn.Linear(5, 1)
batch = torch.randn(32, 5), torch.randn(32, 1).round()  # RL719
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
torch.manual_seed(0)
def criterion(output, target):
    return ((output - target) ** 2).mean()
model = nn.Linear(5, 1)
batch = torch.randn(32, 5), torch.randn(32, 1).round()
""",
    ),
)
