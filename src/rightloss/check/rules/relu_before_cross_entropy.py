"""A ReLU in front of the loss cuts off all negative scores.

## What it does
Reports scores that cannot be negative in front of a loss that wants raw scores.

## Why it hurts
A score cannot fall below 0, so no class can be made unlikely, and a score that the ReLU holds at 0 gets no gradient.

## Example
```python
loss = F.cross_entropy(F.relu(net(x)), y)
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

from rightloss.check.flow.events import Event, LossCall, every, first
from rightloss.check.flow.values import AVERAGED, Tensor
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """Every alternative of the input is in a space that the loss does not take."""
    call = common.called(event, "cross-entropy", "binary-cross-entropy", "nll")
    if (
        call is None
        or not every(call.input, lambda x: _cut(x, call.loss))
        or not common.attached(call.input)
        or "relu" not in _last(call)
    ):
        return
    yield Report(
        node=call.node,
        message="the scores went through a ReLU (or another function without negative values) before the loss",
        why="a score cannot fall below 0, so no class can be made unlikely, and a score that the ReLU holds at 0 gets no gradient",
        help="drop the activation after the last layer",
        trail=first(call.input).trail,
    )


def _cut(x: Tensor, loss: str) -> bool:
    """Scores without negative values; for NLL, their log-softmax."""
    if loss == "nll":
        return x.space == "log-probabilities" and x.of == "non-negative"
    # The mean over an image of what a ReLU lets through, as in Network in Network, has a gradient where one place does.
    return x.space == "non-negative" and x.of != AVERAGED


def _last(call: LossCall) -> str:
    """The last activation on the way to the loss, or to the log-softmax in front of it."""
    steps = [step.what for step in first(call.input).trail if not step.what.startswith(("returned", "log_softmax"))]
    return steps[-1] if steps else ""


RULE = Rule(
    code="RL108",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.cross_entropy(F.relu(net(x)), y)  # RL108
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = nn.CrossEntropyLoss()(nn.Sequential(net, nn.ReLU())(x), y)  # RL108
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.nll_loss(F.log_softmax(F.relu(net(x)), dim=1), y)  # RL108
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Sequential(nn.Conv2d(3, 5, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
def loss(x, y):
    return F.cross_entropy(net(x), y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Sequential(nn.Conv2d(3, 5, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
loss = F.cross_entropy(net(torch.randn(2, 3, 8, 8)), torch.randint(0, 5, (2,)))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net, x, y = nn.Conv2d(3, 5, 1), torch.randn(2, 3, 8, 8), torch.randint(0, 5, (2,))
loss = F.nll_loss(F.log_softmax(F.relu(net(x)).mean(dim=(2, 3)), dim=1), y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.cross_entropy(net(F.relu(x)), y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.cross_entropy(F.leaky_relu(net(x)), y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.nll_loss(F.log_softmax(torch.eye(8) @ F.relu(net(x)), dim=1), y)
""",
    ),
)
