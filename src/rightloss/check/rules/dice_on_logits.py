"""A Dice overlap is computed from raw scores.

## What it does
Reports a quotient whose numerator is the sum of raw scores times a 0/1 mask and whose denominator holds the sum of the same scores.

## Why it hurts
The overlap is meant for probabilities: with negative scores the denominator crosses zero, and the loss jumps to any value.

## Example
```python
dice = 2 * (net(x) * y).sum() / (net(x).sum() + y.sum())
```

## Use instead
```python
p = torch.sigmoid(net(x))
dice = 2 * (p * y).sum() / (p.sum() + y.sum())
```

## Known limits
Sees overlaps that are written out with sums.

## References
Milletari, F., Navab, N. and Ahmadi, S.-A. (2016). V-Net. arXiv:1606.04797
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, OpCall
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """An overlap of scores over a sum of scores."""
    if not isinstance(event, OpCall) or len(event.args) != 2:
        return
    top, bottom = event.args
    if not isinstance(top, Tensor) or not isinstance(bottom, Tensor):
        return
    if top.space != "overlap-of-scores" or bottom.space != "sum-of-scores":
        return
    # The function that divides is right for probabilities: what is wrong is what it is called with.
    place = event.site or event
    yield Report(
        node=place.node,
        path=place.path,
        message="a Dice overlap is computed from raw scores",
        why="with negative scores its denominator crosses zero",
        help="apply a sigmoid (or softmax) first",
        trail=top.trail,
    )


RULE = Rule(
    code="RL118",
    listens=(OpCall,),
    operations=("div",),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 4)
x, y = torch.randn(8, 5), (torch.rand(8, 4) > 0.5).float()
out = net(x)
dice = (2 * (out * y).sum() + 1) / (out.sum() + y.sum() + 1)  # RL118
""",
        """
import torch, torch.nn.functional as F
from torch import nn
class Dice(nn.Module):
    def forward(self, out, y):
        marks = F.one_hot(y, out.shape[1]).permute(0, 3, 1, 2).float()
        overlap, total = (out * marks).sum((0, 2, 3)), (out + marks).sum((0, 2, 3))
        return 1 - (2 * overlap / (total + 1e-6)).mean()
net, y = nn.Conv2d(1, 4, 1), torch.randint(0, 4, (2, 6, 6))
loss = Dice()(net(torch.rand(2, 1, 6, 6)), y)  # RL118
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net, actions = nn.Linear(5, 4), torch.randint(0, 4, (8,))
values = (net(torch.randn(8, 5)) * F.one_hot(actions, 4).float()).sum(1)
share = values / values.numel()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 4)
x, y = torch.randn(8, 5), (torch.rand(8, 4) > 0.5).float()
out = net(x).sigmoid()
dice = (2 * (out * y).sum() + 1) / (out.sum() + y.sum() + 1)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 4)
x, y = torch.randn(8, 5), (torch.rand(8, 4) > 0.5).float()
mean = (net(x) * y).sum() / y.sum()
""",
    ),
)
