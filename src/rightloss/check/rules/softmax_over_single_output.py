"""Softmax over one output is always 1.

## What it does
Reports softmax (or log-softmax) over a dimension of size 1.

## Why it hurts
Its result is 1 (or 0) whatever the model does, and its gradient 0: nothing is learned.

## Example
```python
p = F.softmax(nn.Linear(5, 1)(x), dim=1)
```

## Use instead
```python
p = torch.sigmoid(nn.Linear(5, 1)(x))
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
    """The size along the normalised dimension is 1."""
    if not isinstance(event, OpCall) or not event.args:
        return
    if not every(event.result, _single) or not every(event.args[0], lambda x: x.attached is True):
        return
    yield Report(
        node=event.node,
        message=f"{event.name} over one output is constant",
        why="its result does not depend on the model, and its gradient is 0",
        help="use a sigmoid for one output, or give the model one output per class",
        trail=first(event.result).trail,
    )


def _single(x: Tensor) -> bool:
    # Weights of attention and masks have more dimensions, and may well be made for one.
    return (
        x.shape is not None
        and len(x.shape) <= 2
        and x.dim is not None
        and -len(x.shape) <= x.dim < len(x.shape)
        and x.shape[x.dim] == 1
    )


RULE = Rule(
    code="RL115",
    listens=(OpCall,),
    operations=("softmax", "log_softmax"),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
p = F.softmax(net(torch.randn(8, 5)), dim=1)  # RL115
""",
        """
import torch, torch.nn.functional as F
from torch import nn
class Fraud(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 1))
    def forward(self, x):
        return F.softmax(self.body(x), dim=-1)  # RL115
loss = nn.BCELoss()(Fraud()(torch.randn(8, 6)), torch.rand(8, 1).round())
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.score = nn.Linear(6, 1)
    def forward(self, x):
        return (F.softmax(self.score(x), dim=1) * x).sum(1)
pooled = Attention()(torch.randn(8, 10, 6))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 2)
p = F.softmax(net(torch.randn(8, 5)), dim=1)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
p = F.softmax(net(torch.randn(8, 5)), dim=0)
""",
    ),
)
