"""The gradient of sqrt is infinite at 0.

## What it does
Reports the square root of something that is clamped to a minimum of exactly 0, through which gradients flow.

## Why it hurts
At 0 the gradient is infinite, and NaN once it is multiplied by the 0 of the clamp.

## Example
```python
s = (1 - c * c).clamp(min=0).sqrt()
```

## Use instead
```python
s = (1 - c * c).clamp(min=1e-7).sqrt()
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

from collections.abc import Iterator

from rightloss.check.flow.arithmetic import SELF_SQUARES
from rightloss.check.flow.events import Event, OpCall, every
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """A clamp at 0 right in front of the root."""
    if not isinstance(event, OpCall) or not event.args or not event.graded:
        return
    if every(event.args[0], lambda x: x.space == SELF_SQUARES and x.attached is not False):
        yield Report(
            node=event.node,
            message="the square root of all distances within a batch: every example is at distance 0 from itself",
            why="the gradient of the root at 0 is infinite, and infinity times 0 is NaN: it spreads to all parameters",
            help="add a small positive number before the root, or use torch.cdist",
        )
        return
    if not every(event.args[0], lambda x: x.low == 0 and x.attached is True and _clamped(x)):
        return
    yield Report(
        node=event.node,
        message="the square root of something clamped to 0: its gradient there is infinite",
        why="infinity times the zero gradient of the clamp is NaN, and spreads to all parameters",
        help="clamp to a small positive number: clamp(min=1e-7)",
    )


def _clamped(x: Tensor) -> bool:
    # Without a number where the bound is not known: it may well be above 0.
    return x.made[0] in ("clamp", "clamp_min", "relu") and x.number != 0


RULE = Rule(
    code="RL503",
    listens=(OpCall,),
    operations=("sqrt",),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
c = net(torch.randn(8, 5))
s = (1 - c * c).clamp(min=0).sqrt()  # RL503
""",
        """
import torch
from torch import nn
z = nn.Linear(5, 3)(torch.randn(8, 5))
d = torch.sqrt(((z.unsqueeze(0) - z.unsqueeze(1)) ** 2).sum(-1))  # RL503
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
c = net(torch.randn(8, 5))
s = (1 - c * c).clamp(min=1e-7).sqrt()
""",
        """
import torch
from torch import nn
class Gate(nn.Module):
    def __init__(self, eps):
        super().__init__()
        self.gate, self.eps = nn.Parameter(torch.zeros(4)), eps
    def forward(self, x):
        return x * torch.sqrt(torch.clamp(torch.sigmoid(self.gate), min=self.eps))
""",
        """
import torch
from torch import nn
z, centres = nn.Linear(5, 3)(torch.randn(8, 5)), torch.randn(4, 3)
d = torch.sqrt(((z.unsqueeze(1) - centres.unsqueeze(0)) ** 2).sum(-1))
e = torch.sqrt(((z.unsqueeze(1) - z.unsqueeze(0)) ** 2).sum(-1) + 1e-12)
""",
    ),
)
