"""The output's range does not contain the targets.

## What it does
Reports a regression loss whose prediction went through ReLU, sigmoid or softplus while the targets are standardised or normal numbers, which are negative as well.

## Why it hurts
Half of the targets cannot be reached: the loss has a floor, and where a ReLU is stuck at 0 there is no gradient.

## Example
```python
loss = F.mse_loss(torch.sigmoid(net(x)), torch.randn(8, 1))
```

## Use instead
```python
loss = F.mse_loss(net(x), torch.randn(8, 1))
```

## Known limits
Silent where dtypes or shapes are not certain.

## References
PyTorch documentation of the losses.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, LossCall, every, first
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """No negative predictions, and targets that are normal numbers."""
    call = common.called(event, *common.NUMBER_LOSSES)
    if call is not None and every(call.input, lambda x: x.high <= 1 and x.attached is True):
        yield from _too_large(call)
        yield from _all_above(call)
    if call is None or not common.in_spaces(call.target, "normal"):
        return
    if not every(call.input, lambda x: x.low >= 0 and x.attached is True):
        return
    x = first(call.input)
    yield Report(
        node=call.node,
        message=f"predictions cannot be below {x.low:g}, and the targets are normal (standardised) numbers",
        why="about half of the targets are negative and cannot be reached",
        help="drop the activation after the last layer",
        trail=x.trail,
    )


def _too_large(call: LossCall) -> Iterator[Report]:
    """Whole numbers up to 255, or class numbers, against outputs of at most 1."""
    if not every(call.target, lambda y: y.space == "class-index" and 1 < y.high < float("inf")):
        return
    x, y = first(call.input), first(call.target)
    yield Report(
        node=call.node,
        message=f"predictions cannot be above {x.high:g}, and the targets go up to {y.high:g}",
        why="the activation saturates, and its gradient vanishes",
        help="scale the targets to the range of the output: images.float() / 255",
        trail=x.trail,
    )


def _all_above(call: LossCall) -> Iterator[Report]:
    x = first(call.input)
    if every(call.target, lambda y: x.high < y.low < float("inf")):
        yield Report(
            node=call.node,
            message=f"predictions cannot be above {x.high:g}, and no target is below {first(call.target).low:g}",
            why="the activation saturates, and its gradient vanishes",
            help="drop the activation after the last layer, or scale the targets",
            trail=x.trail,
        )


RULE = Rule(
    code="RL117",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Sequential(nn.Linear(5, 1), nn.Sigmoid())
price = 100.0 + 20.0 * torch.rand(8, 1)
loss = F.mse_loss(net(torch.randn(8, 5)), price)  # RL117
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Sequential(nn.Linear(5, 5), nn.Sigmoid())
pixels = torch.randint(0, 256, (8, 5), dtype=torch.uint8).float()
loss = F.mse_loss(net(pixels), pixels)  # RL117
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
loss = F.mse_loss(torch.relu(net(torch.randn(8, 5))), torch.randn(8, 1))  # RL117
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
prices = torch.rand(8, 1) * 1000
y = (prices - prices.mean()) / prices.std()
loss = F.l1_loss(net(torch.randn(8, 5)).sigmoid(), y)  # RL117
""",
        """
import torch, torch.nn.functional as F
from torch import nn
images = torch.randint(0, 256, (16, 1, 8, 8), dtype=torch.uint8).float()
coder = nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.Sigmoid(), nn.Unflatten(1, (1, 8, 8)))
loss = F.mse_loss(coder(images), images)  # RL117
""",
    ),
    good=(
        """
import torch
from torch import nn
guess = torch.ones(2, 2, requires_grad=True) * 0.5
other = torch.tensor([0.1, 0.2], requires_grad=True)
loss = nn.L1Loss()(guess, torch.ones(2, 2)) + nn.L1Loss()(other, torch.ones(2))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
price = 100.0 + 20.0 * torch.rand(8, 1)
loss = F.mse_loss(net(torch.randn(8, 5)), price)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
images = torch.randint(0, 256, (16, 1, 8, 8), dtype=torch.uint8).float() / 255
coder = nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.Sigmoid(), nn.Unflatten(1, (1, 8, 8)))
loss = F.mse_loss(coder(images), images)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Sequential(nn.Linear(5, 5), nn.Sigmoid())
pixels = torch.randint(0, 256, (8, 5), dtype=torch.uint8).float() / 255
loss = F.mse_loss(net(pixels), pixels)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
loss = F.mse_loss(net(torch.relu(torch.randn(8, 5))), torch.randn(8, 1))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
loss = F.mse_loss(torch.relu(net(torch.randn(8, 5))), torch.rand(8, 1))
""",
    ),
)
