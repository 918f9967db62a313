"""A loss value is called as if it were the loss.

## What it looks at
The error that ended the program: a tensor is not callable.

## Known limits
None.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import Uncaught
from rightloss.doctor.probe import Probe, Report


def look(event: Uncaught) -> Iterator[Report]:
    """'Tensor' object is not callable."""
    if not isinstance(event.error, TypeError) or str(event.error) != "'Tensor' object is not callable":
        return
    yield Report(
        message="a tensor is called as if it were a function",
        why="a line such as loss = loss(prediction, target) replaces the loss by its first value",
        help="give the loss and its value different names: value = criterion(prediction, target)",
    )


PROBE = Probe(
    code="RL903",
    listens=(Uncaught,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = nn.MSELoss()
for step in range(2):
    loss = loss(nn.Linear(5, 1)(torch.randn(4, 5)), torch.ones(4, 1))  # RL903
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
criterion = nn.MSELoss()
for step in range(2):
    loss = criterion(nn.Linear(5, 1)(torch.randn(4, 5)), torch.ones(4, 1))
""",
    ),
)
