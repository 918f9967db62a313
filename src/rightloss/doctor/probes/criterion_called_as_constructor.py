"""Tensors are passed to the constructor of a loss.

## What it looks at
The arguments of the constructor: a prediction or a target among them.

## Known limits
None.
"""

from collections.abc import Iterator

import torch

from rightloss.doctor.evidence import Made
from rightloss.doctor.probe import Probe, Report

_WEIGHTS = ("weight", "pos_weight")


def look(event: Made) -> Iterator[Report]:
    """A tensor that is no weight."""
    given = {name: item for name, item in event.arguments.items() if isinstance(item, torch.Tensor)}
    strange = [name for name, item in given.items() if name not in _WEIGHTS or item.grad_fn is not None]
    if not strange or "probs" in event.arguments or "logits" in event.arguments or "distributions" in event.kind:
        return
    kind = event.kind.rpartition(".")[2]
    yield Report(
        message=f"{kind} is called with tensors, which makes a loss object instead of a loss",
        why="the prediction is taken for class weights, and the target for an option",
        help=f"make the object first: {kind}()(prediction, target)",
    )


PROBE = Probe(
    code="RL902",
    listens=(Made,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
try:
    loss = nn.CrossEntropyLoss(nn.Linear(5, 4)(torch.randn(8, 5)), torch.zeros(8).long())  # RL902
except (RuntimeError, IndexError, ValueError, TypeError):
    pass
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = nn.CrossEntropyLoss(weight=torch.ones(4))(nn.Linear(5, 4)(torch.randn(8, 5)), torch.zeros(8).long())
""",
    ),
)
