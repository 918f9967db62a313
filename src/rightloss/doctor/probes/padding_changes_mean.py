"""The mean of the loss changes with the number of ignored targets.

## What it looks at
The loss of the batch, and the loss of the same scores without the positions whose target is ignored.

## Why it hurts
Batches with more padding count less, and the loss depends on the length of the longest sequence.

## Use instead
Divide by the number of targets that are kept.

## Known limits
Only class indices, ignored as ignore_index or -100, are tried.
"""

from collections.abc import Iterator

from rightloss.doctor.checkup import Checkup
from rightloss.doctor.probe import Probe, Report


def look(event: Checkup) -> Iterator[Report]:
    """Two means that should be one."""
    if event.kept is None:
        return
    whole, part = event.kept
    if not abs(whole - part) > 1e-3 * max(abs(part), 1e-6):
        return
    yield Report(
        message=f"the loss is {whole:.4g} with the ignored positions in the batch and {part:.4g} without them",
        why="the sum is divided by all positions: batches with more padding count less",
        help="divide by the number of targets that are kept",
    )


PROBE = Probe(
    code="RL720",
    listens=(Checkup,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
torch.manual_seed(0)
def criterion(output, target):
    return F.cross_entropy(output, target, reduction="none").mean()
model = nn.Linear(5, 3)
batch = torch.randn(32, 5), torch.randint(0, 3, (32,)).index_fill(0, torch.arange(16), -100)  # RL720
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
torch.manual_seed(0)
criterion = nn.CrossEntropyLoss()
model = nn.Linear(5, 3)
batch = torch.randn(32, 5), torch.randint(0, 3, (32,)).index_fill(0, torch.arange(16), -100)
""",
    ),
)
