"""The focal factor is computed from a loss that is averaged already.

## What it does
Reports exp(-cross_entropy(...)) where the loss was reduced to its mean: the probability of each example is needed.

## Why it hurts
The factor (1 - pt) is one number for the whole batch, so easy and hard examples are weighted alike.

## Example
```python
ce = F.cross_entropy(x, y)
pt = torch.exp(-ce)
```

## Use instead
```python
ce = F.cross_entropy(x, y, reduction="none")
pt = torch.exp(-ce)
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, OpCall, every
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """The exponential of minus a reduced loss."""
    if not isinstance(event, OpCall) or not event.args:
        return
    if not every(
        event.args[0], lambda x: x.space in ("minus-loss:cross-entropy:mean", "minus-loss:binary-cross-entropy:mean")
    ):
        return
    yield Report(
        node=event.node,
        message="exp(-loss) of an averaged loss is no probability of an example",
        why="the focal factor is then one number for the whole batch",
        help='compute the loss with reduction="none", and average at the end',
    )


RULE = Rule(
    code="RL409",
    listens=(OpCall,),
    operations=("exp",),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
ce = F.cross_entropy(net(x), y)
pt = torch.exp(-ce)  # RL409
loss = (1 - pt) ** 2 * ce
""",
        """
import torch, torch.nn.functional as F
from torch import nn
class Focal(nn.Module):
    def __init__(self, gamma=2):
        super().__init__()
        self.gamma, self.base = gamma, nn.BCEWithLogitsLoss()
    def forward(self, x, y):
        loss = self.base(x, y)
        p = (-loss).exp()  # RL409
        return (1 - p) ** self.gamma * loss
loss = Focal()(nn.Linear(5, 1)(torch.randn(8, 5)), torch.rand(8, 1))
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
class Focal(nn.Module):
    def __init__(self, gamma=2):
        super().__init__()
        self.gamma, self.base = gamma, nn.BCEWithLogitsLoss(reduction="none")
    def forward(self, x, y):
        loss = self.base(x, y)
        return ((1 - (-loss).exp()) ** self.gamma * loss).mean()
loss = Focal()(nn.Linear(5, 1)(torch.randn(8, 5)), torch.rand(8, 1))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
ce = F.cross_entropy(net(x), y, reduction="none")
pt = torch.exp(-ce)
loss = ((1 - pt) ** 2 * ce).mean()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
perplexity = torch.exp(F.cross_entropy(net(x), y))
""",
    ),
)
