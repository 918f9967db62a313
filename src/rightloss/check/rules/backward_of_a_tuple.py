"""backward() is called on a tuple of losses.

## What it does
Reports backward() on a tuple or list that holds losses: a function gives several, and they are not taken apart.

## Why it hurts
It raises: a tuple has no attribute backward.

## Example
```python
loss = model.losses(x, y)  # returns two
loss.backward()
```

## Use instead
```python
first, second = model.losses(x, y)
(first + second).backward()
```

## Known limits
Silent where it is not certain that the value is a tuple.

## References
Python documentation of tuple.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Backward, Event
from rightloss.check.flow.values import Sequence, Tensor
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """A container of which one element is a loss."""
    if not isinstance(event, Backward) or not isinstance(event.value, Sequence) or event.value.kind == "sequential":
        return
    if not any(isinstance(part, Tensor) and part.terms for part in event.value.names.values()):
        return
    yield Report(
        node=event.node,
        message=f"backward() is called on a {event.value.kind} with {len(event.value.names)} elements",
        why="it raises as soon as it runs: only a tensor has backward()",
        help="unpack it, and call backward() on the loss, or on the sum of the losses",
    )


RULE = Rule(
    code="RL616",
    listens=(Backward,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
def losses(net, x):
    out = net(x)
    return F.mse_loss(out, torch.zeros(8, 1)), out


net = nn.Linear(5, 1)
loss = losses(net, torch.randn(8, 5))
loss.backward()  # RL616
""",
        """
import torch, torch.nn.functional as F
from torch import nn
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(5, 3)
    def losses(self, x, y):
        out = self.net(x)
        return F.cross_entropy(out, y), out.pow(2).mean()
model = Model()
loss = model.losses(torch.randn(8, 5), torch.randint(0, 3, (8,)))
loss.backward()  # RL616
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(5, 3)
    def losses(self, x, y):
        out = self.net(x)
        return F.cross_entropy(out, y), out.pow(2).mean()
model = Model()
loss, penalty = model.losses(torch.randn(8, 5), torch.randint(0, 3, (8,)))
(loss + penalty).backward()
sum(model.losses(torch.randn(8, 5), torch.randint(0, 3, (8,)))).backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
def losses(net, x):
    out = net(x)
    return F.mse_loss(out, torch.zeros(8, 1)), out


net = nn.Linear(5, 1)
loss, out = losses(net, torch.randn(8, 5))
loss.backward()
""",
    ),
)
