"""The logarithm of a cross-entropy is taken, which is a logarithm already.

## What it does
Reports log(cross_entropy(...)): cross-entropy is -log(pt), so its logarithm is not log(pt).

## Why it hurts
A focal loss built on it weights and scales by something that is no probability, and is NaN-prone at 0.

## Example
```python
logpt = torch.log(F.cross_entropy(x, y))
```

## Use instead
```python
logpt = -F.cross_entropy(x, y, reduction="none")
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
    """The logarithm of a loss of classes."""
    if not isinstance(event, OpCall) or not event.args:
        return
    if not every(
        event.args[0],
        lambda x: (x.space or "").startswith(("loss:cross-entropy", "loss:nll", "loss:binary-cross-entropy")),
    ):
        return
    yield Report(
        node=event.node,
        message="the logarithm of a cross-entropy: the loss is -log(p) already",
        why="log(-log p) is not log p: it has the wrong sign, and -inf where the model is right",
        help="log p is minus the loss",
    )


RULE = Rule(
    code="RL415",
    listens=(OpCall,),
    operations=("log",),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
logpt = torch.log(F.cross_entropy(net(x), y, reduction="none"))  # RL415
""",
        """
import torch, torch.nn.functional as F
from torch import nn
class Focal(nn.Module):
    def forward(self, x, y):
        ce = F.cross_entropy(x, y, reduction="none")
        logpt = torch.log(ce)  # RL415
        return (-((1 - logpt.exp()) ** 2) * logpt).mean()
loss = Focal()(nn.Linear(5, 3)(torch.randn(8, 5)), torch.randint(0, 3, (8,)))
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
ce = F.cross_entropy(nn.Linear(5, 3)(torch.randn(8, 5)), torch.randint(0, 3, (8,)))
perplexity, logged = torch.exp(ce), torch.log(torch.tensor(2.0))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
logpt = -F.cross_entropy(net(x), y, reduction="none")
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randn(8, 10)
psnr = -torch.log(F.mse_loss(net(x), y))
""",
    ),
)
