"""Gradients pile up: they are never set to zero.

## What it does
Reports a training loop with backward() and step(), and no zero_grad() in it.

## Why it hurts
Each step uses the sum of all gradients so far: training diverges or crawls.

## Example
```python
for x, y in loader:
    loss_fn(net(x), y).backward()
    opt.step()
```

## Use instead
```python
for x, y in loader:
    opt.zero_grad()
    loss_fn(net(x), y).backward()
    opt.step()
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

import ast
from collections.abc import Iterator

from rightloss.check.flow.events import Backward, Event, LoopEnd, Step
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """The innermost loop with backward and step, without zero_grad."""
    if not isinstance(event, LoopEnd):
        return
    if any(isinstance(part, LoopEnd) and _trains(part.inside) for part in event.inside):
        return
    if not _trains(event.inside) or any(isinstance(part, Step) and part.what == "zero_grad" for part in event.inside):
        return
    if ".grad" in ast.unparse(event.node) or "zero_grad" in ast.unparse(event.node):
        return
    backward = next(part for part in event.inside if isinstance(part, Backward))
    yield Report(
        node=backward.node,
        message="backward() and step() run in this loop, and zero_grad() never does",
        why="gradients of all batches pile up",
        help="call optimizer.zero_grad() before backward()",
        path=backward.path,
    )


def _trains(events: tuple[Event, ...]) -> bool:
    steps = any(isinstance(part, Step) and part.what == "step" for part in events)
    return steps and any(isinstance(part, Backward) for part in events)


RULE = Rule(
    code="RL604",
    listens=(LoopEnd,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(9):
    loss = F.cross_entropy(net(x), y)
    loss.backward()  # RL604
    opt.step()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
class Trainer:
    def __init__(self, net):
        self.net, self.criterion = net, nn.CrossEntropyLoss()
        self.opt = torch.optim.Adam(net.parameters())
    def fit(self, batches):
        for x, y in batches:
            self.criterion(self.net(x), y).backward()  # RL604
            self.opt.step()
Trainer(nn.Linear(5, 3)).fit([(torch.randn(8, 5), torch.randint(0, 3, (8,)))] * 4)
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
class Trainer:
    def __init__(self, net):
        self.net, self.criterion = net, nn.CrossEntropyLoss()
        self.opt = torch.optim.Adam(net.parameters())
    def update(self):
        self.opt.step()
        self.opt.zero_grad()
    def fit(self, batches):
        for x, y in batches:
            self.criterion(self.net(x), y).backward()
            self.update()
Trainer(nn.Linear(5, 3)).fit([(torch.randn(8, 5), torch.randint(0, 3, (8,)))] * 4)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(9):
    opt.zero_grad()
    F.cross_entropy(net(x), y).backward()
    opt.step()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(9):
    F.cross_entropy(net(x), y).backward()
    opt.step()
    net.zero_grad()
""",
    ),
)
