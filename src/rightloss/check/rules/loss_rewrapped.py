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

from rightloss.check.flow.events import Backward, Event, OpCall, every, first
from rightloss.check.flow.values import Sequence, Tensor
from rightloss.check.rule import Report, Rule

_NUMBERS = ("mean", "sum", "sqrt")


def check(event: Event) -> Iterator[Report]:
    """A fresh leaf made of a loss, or of something that was cut off the graph."""
    if isinstance(event, Backward):
        yield from _scalar(event)
    if not isinstance(event, OpCall) or not event.args:
        return
    tracked = every(event.result, lambda x: x.attached is True)
    if event.name == "requires_grad_" and tracked and every(event.args[0], lambda x: _hard(x) or _cut_number(x)):
        yield Report(
            node=event.node,
            message=f"requires_grad_() does not bring the graph back that was lost at {first(event.args[0]).hard}",
            why="backward() then runs without an error, and no parameter gets a gradient",
            help="compute the loss from the scores, with steps that have a gradient",
            trail=first(event.args[0]).trail,
        )
    if not event.name.startswith("new "):
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


def _scalar(event: Backward) -> Iterator[Report]:
    """One number, computed from detached outputs, that requires a gradient all the same."""
    if every(event.value, lambda x: x.attached is True and _cut_number(x)):
        yield Report(
            node=event.node,
            message="backward() of a number that was computed from detached outputs and wrapped with requires_grad=True",
            why="it runs without an error, and no parameter gets a gradient",
            help="compute the loss from the outputs themselves, without detach() and numpy()",
            trail=first(event.value).trail,
        )


def _cut_number(x: Tensor) -> bool:
    """A number that was just computed from outputs without their graph."""
    return x.hard in ("detach", "no_grad") and x.made[0] in _NUMBERS


def _hard(x: Tensor) -> bool:
    """Cut off by a step without a gradient. Gradients with respect to a one-hot choice are taken on purpose."""
    soft = ("", "detach", "no_grad", "item", "frozen")
    return x.attached is False and x.hard not in soft and not x.hard.startswith("torch.") and x.space != "one-hot"


def _computed(x: Tensor) -> bool:
    return bool(x.terms) or x.attached is True or x.hard not in ("", "detach", "no_grad")


RULE = Rule(
    code="RL602",
    listens=(Backward, OpCall),
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
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
guess = net(x).argmax(dim=1).float().requires_grad_()  # RL602
loss = (guess - y.float()).pow(2).mean()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net, x, y = nn.Linear(5, 10), torch.randn(8, 5), torch.randn(8, 10)
loss = (net(x).data - y).abs().mean()
loss.requires_grad = True  # RL602
loss.backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
import numpy as np
net = nn.Linear(5, 2)
x, y = torch.randn(8, 5), torch.randn(8, 2)
error = y.numpy() - net(x).detach().numpy()
loss = torch.tensor(np.maximum(0.9 * error, -0.1 * error).mean(), requires_grad=True)
loss.backward()  # RL602
""",
        """
import torch, torch.nn.functional as F
from torch import nn
import numpy as np
net = nn.Linear(5, 2)
x, y = torch.randn(8, 5), torch.randn(8, 2)
error = y.numpy() - net(x).detach().numpy()
loss = torch.tensor(np.sqrt((error**2).mean()), requires_grad=True)
loss.backward()  # RL602
""",
        """
import numpy as np, torch
from torch import nn
net, errors = nn.Linear(5, 2), []
for column in range(2):
    errors.append((net(torch.randn(8, 5))[:, column] - 1.0).abs().mean().detach().numpy())
loss = torch.tensor(np.mean(errors), requires_grad=True)
loss.backward()  # RL602
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net, x, y = nn.Linear(5, 10), torch.randn(8, 5), torch.randn(8, 10)
shown = (net(x).data - y).abs().mean()
shown.requires_grad = False
""",
        """
import torch, torch.nn.functional as F
from torch import nn
start = nn.Linear(5, 2)(torch.randn(8, 5)).detach().clone().requires_grad_()
length = torch.sqrt((start**2).sum() + 1e-8)
length.backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net, y = nn.Linear(5, 10), torch.randint(0, 10, (8,))
x = torch.randn(8, 5).requires_grad_()
F.cross_entropy(net(x), y).backward()
again = (x + 0.1 * x.grad.sign()).detach().requires_grad_()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net, y = nn.Linear(5, 2), torch.randn(8, 2)
error = y - net(torch.randn(8, 5))
loss = torch.maximum(0.9 * error, -0.1 * error).mean() + 0 * error.detach().mean()
loss.backward()
""",
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
