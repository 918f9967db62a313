"""zero_grad() stands between backward() and step(): the step finds no gradients.

## What it does
Reports a zero_grad() of the optimizer after backward() and before its step(), in the same statements, with no backward() in between.

## Why it hurts
The gradients are gone when the optimizer looks for them: it changes nothing (or only decays the weights), and the loss stays where it is.

## Example
```python
loss.backward()
optimizer.zero_grad()
optimizer.step()
```

## Use instead
```python
optimizer.zero_grad()
loss.backward()
optimizer.step()
```

## Known limits
Only the order inside one block of statements of a loop is judged.

## References
PyTorch documentation of Optimizer.zero_grad.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Backward, Event, LoopEnd, Step
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """backward, zero_grad, step: in this order, in one block."""
    if not isinstance(event, LoopEnd):
        return
    cleared: dict[int, Step] = {}
    pending = False
    for part in event.inside:
        if isinstance(part, Backward):
            pending = True
            cleared.clear()
        elif isinstance(part, Step) and part.what == "zero_grad" and pending and part.optimizer:
            cleared[part.optimizer] = part
        elif isinstance(part, Step) and part.what == "step":
            before = cleared.pop(part.optimizer, None)
            if before is not None and before.block == part.block and before.path == part.path:
                yield Report(
                    node=before.node,
                    message="zero_grad() is called after backward() and before step()",
                    why="the optimizer finds no gradients: the parameters stay as they are",
                    help="call zero_grad() before backward(), or after step()",
                    path=before.path,
                )
                return
            pending = False


RULE = Rule(
    code="RL611",
    listens=(LoopEnd,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for x, y in [(torch.randn(8, 5), torch.randn(8, 1))]:
    loss = F.mse_loss(net(x), y)
    loss.backward()
    opt.zero_grad()  # RL611
    opt.step()
""",
        """
import torch
from torch import nn


class Trainer:
    def __init__(self, net):
        self.net, self.criterion = net, nn.MSELoss()
        self.opt = torch.optim.Adam(net.parameters())

    def step(self, x, y):
        loss = self.criterion(self.net(x), y)
        loss.backward()
        self.opt.zero_grad()  # RL611
        self.opt.step()


trainer = Trainer(nn.Linear(5, 1))
for epoch in range(3):
    trainer.step(torch.randn(8, 5), torch.randn(8, 1))
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for x, y in [(torch.randn(8, 5), torch.randn(8, 1))]:
    loss = F.mse_loss(net(x), y)
    loss.backward()
    opt.step()
    opt.zero_grad()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for x, y in [(torch.randn(8, 5), torch.randn(8, 1))]:
    loss = F.mse_loss(net(x), y)
    loss.backward()
    if torch.isnan(loss):
        opt.zero_grad()
    else:
        opt.step()
    opt.zero_grad()
""",
    ),
)
