"""Tensors are passed to the constructor of a loss.

## What it does
Reports a loss class that is called with a prediction and a target.

## Why it hurts
They are taken for weight and size_average: the result is a module, not a loss.

## Example
```python
loss = nn.CrossEntropyLoss(net(x), y)
```

## Use instead
```python
loss = nn.CrossEntropyLoss()(net(x), y)
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

from collections.abc import Iterator

from rightloss.catalog.registry import by_call
from rightloss.catalog.schema import Loss
from rightloss.check.flow.events import Build, Event, every
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """The output of a model as first argument of the constructor."""
    if not isinstance(event, Build) or not isinstance(by_call().get(event.dotted), Loss) or not event.args:
        return
    if not every(event.args[0], _computed) and not _two_tensors(event):
        return
    name = event.dotted.rpartition(".")[2]
    yield Report(
        node=event.node,
        message=f"{name}(...) makes a loss object, and gets the output of a model",
        why="the tensors are taken for options, and the result is a module",
        help=f"make it first: {name}()(input, target)",
    )


def _computed(x: Tensor) -> bool:
    return x.attached is True and x.space != "parameter"


def _two_tensors(event: Build) -> bool:
    """No loss takes two tensors for options: only weight and pos_weight are tensors, and they are not neighbours."""
    return len(event.args) == 2 and all(isinstance(part, Tensor) and part.shape != () for part in event.args)


RULE = Rule(
    code="RL902",
    listens=(Build,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loss = nn.CrossEntropyLoss(net(x), y)  # RL902
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
criterion = nn.MSELoss
loss = criterion(net(x), torch.rand(8, 10))  # RL902
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loss = nn.CrossEntropyLoss()(net(x), y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
criterion = nn.CrossEntropyLoss(torch.rand(10))
""",
    ),
)
