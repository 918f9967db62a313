"""The loss is put into a new tensor, which has no graph.

## What it does
Reports torch.tensor(..., requires_grad=True) of something that was computed by a model or is a loss.

## Why it hurts
The new tensor has no history: backward() runs without an error and changes nothing.

## Example
```python
loss = torch.tensor(loss.item(), requires_grad=True)
```

## Use instead
```python
loss = F.cross_entropy(net(x), y)
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, OpCall, every, first
from rightloss.check.flow.values import Sequence, Tensor
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """A fresh leaf made of a loss, or of something that was cut off the graph."""
    if not isinstance(event, OpCall) or not event.name.startswith("new ") or not event.args:
        return
    if not isinstance(event.result, Tensor) or event.result.attached is not True:
        return
    given = event.args[0]
    parts = given.items if isinstance(given, Sequence) and given.names else [given]
    if not all(every(part, _computed) for part in parts):
        return
    yield Report(
        node=event.node,
        message="a computed value is wrapped in a new tensor with requires_grad=True: its graph is lost",
        why="backward() then runs without an error, and no parameter gets a gradient",
        help="use the value itself; if it has no graph, the steps that made it have no gradient",
        trail=first(parts[0]).trail,
    )


def _computed(x: Tensor) -> bool:
    return bool(x.terms) or x.attached is True or x.hard not in ("", "detach", "no_grad")


RULE = Rule(
    code="RL602",
    listens=(OpCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
losses = []
for step in range(10):
    losses.append(F.cross_entropy(net(torch.randn(8, 5)), torch.randint(0, 3, (8,))).item())
loss = torch.tensor(losses, requires_grad=True).mean()  # RL602
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loss = F.cross_entropy(net(x), y)
loss = torch.tensor(loss.item(), requires_grad=True)  # RL602
loss.backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
hard = torch.tensor((net(torch.randn(8, 5)) > 0).float(), requires_grad=True)  # RL602
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
losses = []
for step in range(10):
    losses.append(F.cross_entropy(net(torch.randn(8, 5)), torch.randint(0, 3, (8,))))
loss = torch.stack(losses).mean()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
start = torch.tensor([0.5, 1.0], requires_grad=True)
""",
    ),
)
