"""The optimizer steps, and backward() is never called.

## What it does
Reports a loop that computes a loss and calls optimizer.step(), with no backward() anywhere in it and the loss given to nothing that could call it.

## Why it hurts
The gradients stay None or zero: the optimizer changes nothing, and the loss moves only with the batches.

## Example
```python
for x, y in data:
    loss = criterion(net(x), y)
    optimizer.step()
```

## Use instead
```python
for x, y in data:
    optimizer.zero_grad()
    loss = criterion(net(x), y)
    loss.backward()
    optimizer.step()
```

## Known limits
Silent where the loss is passed to a function, or gradients are set by hand.

## References
PyTorch documentation of torch.optim.
"""

import ast
from collections.abc import Iterator

from rightloss.check.flow.events import Backward, Event, LoopEnd, LossCall, Step, Store
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule

# Calls that may get the loss and train nothing.
_HARMLESS = frozenset(("print", "float", "append", "item", "str", "format", "round", "write", "add_scalar", "isnan"))


def check(event: Event) -> Iterator[Report]:
    """Losses that are stored, a step, and nothing that could make gradients."""
    if not isinstance(event, LoopEnd) or any(isinstance(part, Backward | LoopEnd) for part in event.inside):
        return
    steps = [part for part in event.inside if isinstance(part, Step) and part.what == "step"]
    calls = [part for part in event.inside if isinstance(part, LossCall) and part.graded]
    names = {part.target for part in event.inside if isinstance(part, Store) and _trained(part)}
    if not steps or not calls or not names or _may_train(event.node, names):
        return
    yield Report(
        node=steps[0].node,
        message="step() runs in this loop, and backward() never does",
        why="there are no gradients: the parameters stay as they are",
        help="call loss.backward() before optimizer.step()",
        path=steps[0].path,
    )


def _trained(store: Store) -> bool:
    return isinstance(store.value, Tensor) and store.value.attached is True and bool(store.value.terms)


def _may_train(loop: ast.AST, names: set[str]) -> bool:
    """Whether gradients may come from elsewhere: a closure, autograd.grad, a function that gets the loss."""
    for node in ast.walk(loop):
        if isinstance(node, ast.Attribute) and node.attr in ("grad", "backward", "manual_backward"):
            return True
        if isinstance(node, ast.Call):
            function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if function == "step" and node.args:
                return True
            given = {ast.unparse(part) for part in (*node.args, *(word.value for word in node.keywords))}
            if given & names and function not in _HARMLESS:
                return True
    return False


RULE = Rule(
    code="RL612",
    listens=(LoopEnd,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for epoch in range(100):
    opt.zero_grad()
    loss = F.mse_loss(net(torch.randn(8, 5)), torch.randn(8, 1))
    opt.step()  # RL612
    print(loss.item())
""",
        """
import torch, torch.nn.functional as F
from torch import nn
class Trainer:
    def __init__(self):
        self.net, self.criterion = nn.Linear(5, 3), nn.CrossEntropyLoss()
        self.opt = torch.optim.Adam(self.net.parameters())
    def fit(self, batches):
        for x, y in batches:
            self.opt.zero_grad()
            loss = self.criterion(self.net(x), y)
            self.opt.step()  # RL612
            print(loss.item())
Trainer().fit([(torch.randn(8, 5), torch.randint(0, 3, (8,)))] * 4)
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
class Trainer:
    def __init__(self):
        self.net, self.criterion = nn.Linear(5, 3), nn.CrossEntropyLoss()
        self.opt = torch.optim.Adam(self.net.parameters())
    def learn(self, loss):
        loss.backward()
    def fit(self, batches):
        for x, y in batches:
            self.opt.zero_grad()
            loss = self.criterion(self.net(x), y)
            self.learn(loss)
            self.opt.step()
Trainer().fit([(torch.randn(8, 5), torch.randint(0, 3, (8,)))] * 4)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for epoch in range(100):
    opt.zero_grad()
    loss = F.mse_loss(net(torch.randn(8, 5)), torch.randn(8, 1))
    loss.backward()
    opt.step()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
from helpers import train
net = nn.Linear(5, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for epoch in range(100):
    opt.zero_grad()
    loss = F.mse_loss(net(torch.randn(8, 5)), torch.randn(8, 1))
    train(loss)
    opt.step()
""",
    ),
)
