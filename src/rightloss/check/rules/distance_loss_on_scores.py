"""A loss for distances is used on class scores.

## What it does
Reports a hinge embedding loss on the raw output of a layer.

## Why it hurts
With y = 1 the loss is the score itself, so it has no lower bound.

## Example
```python
loss = F.hinge_embedding_loss(net(x), y)
```

## Use instead
```python
loss = F.soft_margin_loss(net(x), y)
```

## Known limits
Silent where another path reaches the same loss with a fitting input.

## References
PyTorch documentation of the losses.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, LossCall, first
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """Every alternative of the input is in a space that the loss does not take."""
    call = common.called(event, "hinge-embedding")
    if call is None or not common.in_spaces(call.input, "scores"):
        return
    yield Report(
        node=call.node,
        message="hinge_embedding_loss is for distances, and gets raw scores",
        why="with y = 1 the loss is the score itself, so it has no lower bound",
        help="use cross-entropy for classes, or soft_margin_loss for -1/+1 labels",
        trail=first(call.input).trail,
    )


RULE = Rule(
    code="RL211",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
x, y = torch.randn(8, 5), torch.randint(0, 2, (8, 3)).float()
loss = F.hinge_embedding_loss(net(x), 2 * y - 1)  # RL211
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net, criterion = nn.Sequential(nn.Linear(5, 8), nn.ReLU(), nn.Linear(8, 3)), nn.HingeEmbeddingLoss()
labels = torch.randint(0, 2, (8, 3)).float() * 2 - 1
loss = criterion(net(torch.randn(8, 5)), labels)  # RL211
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
one, other = nn.Linear(5, 3)(torch.randn(8, 5)), nn.Linear(5, 3)(torch.randn(8, 5))
labels = torch.randint(0, 2, (8,)).float() * 2 - 1
loss = nn.HingeEmbeddingLoss()(F.pairwise_distance(one, other), labels)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
x, y = torch.randn(8, 5), torch.randint(0, 2, (8, 3)).float()
loss = F.hinge_embedding_loss(F.pairwise_distance(net(x), net(-x)), torch.ones(8))
""",
    ),
)
