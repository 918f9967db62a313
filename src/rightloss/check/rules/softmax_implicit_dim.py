"""Softmax without dim picks one by the number of dimensions.

## What it does
Reports softmax or log-softmax without `dim` on a tensor of three dimensions, where it picks the batch.

## Why it hurts
For 3-D input the implicit dimension is 0: the examples of a batch compete with each other.

## Example
```python
p = F.log_softmax(scores)  # (N, T, C)
```

## Use instead
```python
p = F.log_softmax(scores, dim=-1)
```

## Known limits
Silent where dtypes or shapes are not certain.

## References
PyTorch documentation of the losses.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, OpCall, every, first
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """No dim, and a rank for which torch picks dimension 0."""
    if not isinstance(event, OpCall) or event.name not in ("softmax", "log_softmax", "softmin"):
        return
    if "dim" in event.kwargs or len(event.args) != 1 or not every(event.args[0], _three):
        return
    yield Report(
        node=event.node,
        message=f"{event.name} without dim normalises a 3-D tensor over dimension 0, the batch",
        why="examples of a batch compete with each other",
        help="say which dimension: dim=-1",
        trail=first(event.args[0]).trail,
    )


def _three(x: Tensor) -> bool:
    return x.shape is not None and len(x.shape) == 3


RULE = Rule(
    code="RL114",
    listens=(OpCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
scores = net(torch.randn(8, 4, 5))
p = F.log_softmax(scores)  # RL114
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
scores = net(torch.randn(8, 4, 5))
p = F.log_softmax(scores, dim=-1)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
scores = net(torch.randn(8, 5))
p = F.log_softmax(scores)
""",
    ),
)
