"""A loss value is called as if it were the loss.

## What it does
Reports a call of a tensor that is the value of a loss: the name of the criterion was assigned the result of calling it.

## Why it hurts
The first step works; the second raises "'Tensor' object is not callable".

## Example
```python
loss = nn.MSELoss()
for x, y in data:
    loss = loss(net(x), y)
```

## Use instead
```python
criterion = nn.MSELoss()
for x, y in data:
    loss = criterion(net(x), y)
```

## Known limits
Silent where the value is not certain.

## References
Python data model: callable objects.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import CalledTensor, Event
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """A value that holds losses is called."""
    if not isinstance(event, CalledTensor) or not event.value.terms:
        return
    yield Report(
        node=event.node,
        message="the value of a loss is called: the name of the criterion was given its result",
        why="the first step works, the second raises: a tensor cannot be called",
        help="use two names: loss = criterion(output, target)",
    )


RULE = Rule(
    code="RL903",
    listens=(CalledTensor,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net, loss = nn.Linear(5, 1), nn.MSELoss()
for x, y in [(torch.randn(8, 5), torch.randn(8, 1))] * 9:
    loss = loss(net(x), y)  # RL903
    loss.backward()
    net.zero_grad()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net, loss = nn.Linear(5, 3), nn.CrossEntropyLoss()
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for step in range(10):
    loss = loss(net(torch.randn(8, 5)), torch.randint(0, 3, (8,)))  # RL903
    opt.zero_grad()
    loss.backward()
    opt.step()
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net, loss = nn.Linear(5, 3), nn.CrossEntropyLoss()
for step in range(10):
    error = loss(net(torch.randn(8, 5)), torch.randint(0, 3, (8,)))
    error.backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net, loss = nn.Linear(5, 1), nn.MSELoss()
for x, y in [(torch.randn(8, 5), torch.randn(8, 1))] * 9:
    value = loss(net(x), y)
    value.backward()
    net.zero_grad()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net, loss, y = nn.Linear(5, 1), nn.MSELoss(), torch.randn(8, 1)
if callable(y):
    y = y()
value = loss(net(torch.randn(8, 5)), y)
""",
    ),
)
