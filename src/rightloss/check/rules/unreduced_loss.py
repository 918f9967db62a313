"""backward() is called on a loss that has one value per element.

## What it does
Reports backward() without a gradient on a tensor that is certain to have more than one element.

## Why it hurts
It raises: gradients start from a single number.

## Example
```python
F.mse_loss(net(x), y, reduction="none").backward()
```

## Use instead
```python
F.mse_loss(net(x), y, reduction="none").mean().backward()
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

from collections.abc import Iterator

from rightloss.check.flow import dims
from rightloss.check.flow.events import Backward, Event, every, first
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """A known shape with more than one element, and no gradient argument."""
    if not isinstance(event, Backward) or event.args or "gradient" in event.kwargs:
        return
    if not every(event.value, _many):
        return
    yield Report(
        node=event.node,
        message=f"backward() of a tensor of shape {dims.shown(first(event.value).shape)}: the loss is not reduced to one number",
        why="it raises as soon as it runs",
        help="reduce it first: loss.mean() or loss.sum()",
    )


def _many(x: Tensor) -> bool:
    return x.shape is not None and len(x.shape) > 0 and any(dim != 1 and dim is not None for dim in x.shape)


RULE = Rule(
    code="RL401",
    listens=(Backward,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
F.cross_entropy(net(x), y, reduction="none").backward()  # RL401
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
F.cross_entropy(net(x), y, reduction="none").mean().backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loss = F.cross_entropy(net(x), y, reduction="none")
loss.backward(torch.ones(8))
""",
    ),
)
