"""The loss starts far above what a model that knows nothing has.

## What it looks at
The loss of the batch against ln C, ln 2, or the mean square of the target.

## Why it hurts
The last layer starts with large outputs, and training spends its first steps on making them small; or the targets are
in another unit than the outputs.

## Use instead
Scale the targets, initialise the last layer with small weights, and its bias with the mean of the targets.

## Known limits
Silent for weighted losses, and for others than mean squared error and cross-entropies.
"""

from collections.abc import Iterator

from rightloss.doctor.checkup import Checkup
from rightloss.doctor.probe import Probe, Report


def look(event: Checkup) -> Iterator[Report]:
    """Three times as much, ten times for squares."""
    if event.expected is None or event.loss is None or event.options.get("weight") is not None:
        return
    factor = 10.0 if event.loss.name == "mse" else 3.0
    if not event.value > factor * event.expected + 0.1:
        return
    yield Report(
        message=f"the loss starts at {event.value:.4g}, and a model that knows nothing has {event.expected:.4g}",
        why="the outputs are far too large at the start, or in another unit than the targets",
        help="initialise the last layer with smaller weights, or scale inputs and targets",
        severity="warning",
    )


PROBE = Probe(
    code="RL711",
    listens=(Checkup,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
torch.manual_seed(0)
model = nn.Linear(5, 4)
with torch.no_grad():
    model.weight.mul_(100)
criterion = nn.CrossEntropyLoss()
batch = torch.randn(32, 5), torch.randint(0, 4, (32,))  # RL711
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
torch.manual_seed(0)
model = nn.Linear(5, 4)
criterion = nn.CrossEntropyLoss()
x = torch.randn(32, 5)
batch = x, x[:, :4].argmax(1)
""",
    ),
)
