"""backward, step or zero_grad is named and not called.

## What it does
Reports `loss.backward`, `optimizer.step` and `optimizer.zero_grad` as statements of their own, without parentheses.

## Why it hurts
The statement does nothing: no gradients are computed, or nothing is updated, and nothing is raised.

## Example
```python
loss.backward
optimizer.step()
```

## Use instead
```python
loss.backward()
optimizer.step()
```

## Known limits
Silent where it is not certain what the name before the dot is.

## References
Python language reference: calls.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, NotCalled
from rightloss.check.flow.values import Object, Tensor, Unknown
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """A method of a loss or an optimizer."""
    if not isinstance(event, NotCalled):
        return
    loss = event.name == "backward" and isinstance(event.owner, Tensor | Unknown)
    optimizer = isinstance(event.owner, Object) and event.owner.kind == "optimizer"
    if not loss and not (optimizer and event.name in ("step", "zero_grad")):
        return
    yield Report(
        node=event.node,
        message=f"{event.name} is named, and not called: the parentheses are missing",
        why="the statement does nothing, and nothing is raised",
        help=f"write {event.name}()",
    )


RULE = Rule(
    code="RL905",
    listens=(NotCalled,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loss = F.mse_loss(net(torch.randn(8, 5)), torch.randn(8, 1))
loss.backward  # RL905
opt.step()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loss = F.mse_loss(net(torch.randn(8, 5)), torch.randn(8, 1))
loss.backward()
opt.step  # RL905
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loss = F.mse_loss(net(torch.randn(8, 5)), torch.randn(8, 1))
go = loss.backward
go()
opt.step()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loss = F.mse_loss(net(torch.randn(8, 5)), torch.randn(8, 1))
loss.backward()
opt.step()
loss.item
""",
    ),
)
