"""A masked loss is divided by all elements.

## What it does
Reports the mean over all elements of a loss that was multiplied by a 0/1 mask.

## Why it hurts
The masked positions add 0 to the sum and 1 each to the denominator: the more padding, the smaller the loss and its gradient.

## Example
```python
loss = (error * mask).mean()
```

## Use instead
```python
loss = (error * mask).sum() / mask.sum()
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
    """The mean, without a dimension, of a masked error."""
    if not isinstance(event, OpCall) or len(event.args) != 1 or "dim" in event.kwargs:
        return
    if not every(event.args[0], lambda x: x.space == "masked" and x.attached is True):
        return
    yield Report(
        node=event.node,
        message="the mean of a masked loss divides by all elements, the masked ones included",
        why="the more positions are masked, the smaller the loss and its gradient",
        help="divide by what is kept: (loss * mask).sum() / mask.sum()",
        confidence="likely",
    )


RULE = Rule(
    code="RL407",
    listens=(OpCall,),
    operations=("mean",),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
mask = (torch.rand(8, 10) > 0.5).float()
loss = (F.mse_loss(net(x), torch.rand(8, 10), reduction="none") * mask).mean()  # RL407
""",
        """
import torch, torch.nn.functional as F
from torch import nn
class MaskedL1(nn.Module):
    def __init__(self):
        super().__init__()
        self.base = nn.L1Loss(reduction="none")
    def forward(self, x, y, lengths):
        kept = (torch.arange(x.shape[1])[None] < lengths[:, None]).float()
        return torch.mean(self.base(x, y) * kept)  # RL407
loss = MaskedL1()(nn.Linear(5, 12)(torch.randn(8, 5)), torch.randn(8, 12), torch.randint(1, 12, (8,)))
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
class MaskedL1(nn.Module):
    def __init__(self):
        super().__init__()
        self.base = nn.L1Loss(reduction="none")
    def forward(self, x, y, lengths):
        kept = (torch.arange(x.shape[1])[None] < lengths[:, None]).float()
        return torch.sum(self.base(x, y) * kept) / kept.sum()
loss = MaskedL1()(nn.Linear(5, 12)(torch.randn(8, 5)), torch.randn(8, 12), torch.randint(1, 12, (8,)))
""",
        """
import torch
from torch import nn
net, teacher, criterion = nn.Linear(5, 3), torch.load("teacher.pt"), nn.MSELoss(reduction="none")
x = torch.randn(8, 5)
trusted = teacher(x).softmax(dim=1)
sure = (trusted.max(dim=1, keepdim=True)[0] > 0.9).float()
loss = (criterion(net(x).softmax(dim=1), trusted) * sure).mean()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(6, 4)
weak, strong = torch.randn(16, 6), torch.randn(16, 6)
with torch.no_grad():
    sure, labels = net(weak).softmax(-1).max(-1)
loss = (F.cross_entropy(net(strong), labels, reduction="none") * sure.ge(0.95).float()).mean()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
mask = (torch.rand(8, 10) > 0.5).float()
loss = (F.mse_loss(net(x), torch.rand(8, 10), reduction="none") * mask).sum() / mask.sum()
""",
    ),
)
