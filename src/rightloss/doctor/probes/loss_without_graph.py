"""backward() is called on a loss that was computed without gradients.

## What it looks at
The error that backward() raised, and what stands before the loss.

## Known limits
Silent where a more particular mistake explains the error: RL601, RL603, RL210.
"""

from collections.abc import Iterator

import torch

from rightloss.doctor.evidence import Backward
from rightloss.doctor.operations import is_hard, terms
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _terms


def look(event: Backward) -> Iterator[Report]:
    """PyTorch says that the loss has no graph."""
    if (
        event.error is None
        or "does not require grad" not in str(event.error)
        or not isinstance(event.loss, torch.Tensor)
    ):
        return
    parts = [node for term in terms(event.origin) for node in term.ancestors()]
    if any(is_hard(node) and _terms.has_gradient(node) for node in parts) or any(map(_terms.is_loss, parts)):
        return
    yield Report(
        message="backward() is called on a loss that has no graph",
        why="it was computed under no_grad, from detached tensors, or from nothing that is trained; PyTorch raises",
        help="compute the loss with gradients enabled, from the output of the model",
    )


PROBE = Probe(
    code="RL615",
    listens=(Backward,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
with torch.no_grad():
    loss = net(torch.randn(4, 5)).square().mean()
try:
    loss.backward()  # RL615
except (RuntimeError, IndexError, ValueError, TypeError):
    pass
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
loss = net(torch.randn(4, 5)).square().mean()
loss.backward()
""",
    ),
)
