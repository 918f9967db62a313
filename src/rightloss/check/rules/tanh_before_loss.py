"""A tanh in front of a loss that wants raw scores bounds them to (-1, 1).

## What it does
Reports scores bounded by tanh in front of cross-entropy.

## Why it hurts
Scores in (-1, 1) cannot express a probability above 0.88 for two classes, or above 0.45 for ten.

## Example
```python
loss = F.cross_entropy(torch.tanh(net(x)), y)
```

## Use instead
```python
loss = F.cross_entropy(net(x), y)
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
    call = common.called(event, "cross-entropy", "binary-cross-entropy")
    if call is None or not common.in_spaces(call.input, "symmetric-interval"):
        return
    yield Report(
        node=call.node,
        message="the scores went through a tanh before the loss, which wants raw scores",
        why="scores in (-1, 1) cannot express a probability above 0.88 for two classes, or above 0.45 for ten",
        help="drop the tanh after the last layer, or multiply it by a learned scale",
        trail=first(call.input).trail,
    )


RULE = Rule(
    code="RL109",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.cross_entropy(torch.tanh(net(x)), y)  # RL109
""",
        """
import torch, torch.nn.functional as F
from torch import nn
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(nn.Conv2d(3, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 1, 4), nn.Tanh())
    def forward(self, image):
        return self.main(image).view(-1)
loss = nn.BCEWithLogitsLoss()(Critic()(torch.rand(4, 3, 8, 8)), torch.ones(4))  # RL109
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(nn.Conv2d(3, 8, 4, 2, 1), nn.Tanh(), nn.Conv2d(8, 1, 4))
    def forward(self, image):
        return self.main(image).view(-1)
loss = nn.BCEWithLogitsLoss()(Critic()(torch.rand(4, 3, 8, 8)), torch.ones(4))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.cross_entropy(net(torch.tanh(x)), y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.cross_entropy(10 * torch.tanh(net(x)), y)
""",
    ),
)
