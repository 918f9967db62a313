"""The argmax over one output is always 0.

## What it does
Reports argmax, and max with a dimension, over a dimension that certainly has size 1, of the output of a model.

## Why it hurts
A model with one output per example has one class to choose from: every prediction is class 0, and the accuracy is the share of zeros.

## Example
```python
net = nn.Linear(5, 1)
pred = net(x).argmax(dim=1)
```

## Use instead
```python
pred = (net(x) > 0).long().squeeze(1)
```

## Known limits
Silent where the size is not certain.

## References
PyTorch documentation of argmax.
"""

from collections.abc import Iterator

from rightloss.check.flow.arguments import bind, integer
from rightloss.check.flow.events import Event, OpCall, every, first
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """A dimension of one, of scores or probabilities that a network gave."""
    if not isinstance(event, OpCall) or not event.args:
        return
    if event.unsure:
        # A branch for several classes, beside one for a single output.
        return
    dim = integer(bind("input dim keepdim", event.args, event.kwargs).get("dim"))
    if dim is None or not every(event.args[0], lambda x: _single(x, dim)):
        return
    yield Report(
        node=event.node,
        message=f"{event.name} over dimension {dim}, which has one element: the index is always 0",
        why="every prediction is class 0, and the accuracy is the share of zeros",
        help="compare the score with 0 (or its sigmoid with 0.5)",
        trail=first(event.args[0]).trail,
    )


def _single(x: Tensor, dim: int) -> bool:
    if not x.source or x.space not in ("scores", "independent-probabilities", "probabilities"):
        return False
    if x.shape is None:
        return x.tail == (1,) and dim in (1, -1)
    return len(x.shape) > 1 and -len(x.shape) <= dim < len(x.shape) and x.shape[dim] == 1


RULE = Rule(
    code="RL122",
    listens=(OpCall,),
    operations=("argmax", "max"),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
pred = net(torch.randn(8, 5)).argmax(dim=1)  # RL122
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Sequential(nn.Linear(5, 1), nn.Sigmoid())
with torch.no_grad():
    _, pred = torch.max(net(torch.randn(8, 5)), 1)  # RL122
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
def decide(scores, several):
    return scores.argmax(dim=1) if several else (scores > 0).long()


net = nn.Linear(5, 1)
labels = torch.randint(0, 2, (8,))
decide(net(torch.randn(8, 5)), len(torch.unique(labels)) > 2)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 2)
pred = net(torch.randn(8, 5)).argmax(dim=1)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
best = net(torch.randn(8, 5)).argmax(dim=0)
""",
    ),
)
