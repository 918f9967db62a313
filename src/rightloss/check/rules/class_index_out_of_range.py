"""A class index is negative, or not below the number of classes.

## What it does
Reports class indices that are certain to leave 0 to C - 1: literals, random integers, indices from which 1 was taken.

## Why it hurts
It raises on the CPU; on a GPU it ends the process with an assertion.

## Example
```python
loss = F.cross_entropy(net(x), torch.randint(1, 11, (8,)))  # 10 classes
```

## Use instead
```python
loss = F.cross_entropy(net(x), torch.randint(1, 11, (8,)) - 1)
```

## Known limits
Silent where dtypes or shapes are not certain.

## References
PyTorch documentation of the losses.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, LossCall, every, first
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """The range of the target leaves that of the classes."""
    call = common.called(event, *common.CLASS_LOSSES)
    if call is None or not every(call.target, _numbered):
        return
    ignored = common.option(call, "ignore_index", -100)
    y = first(call.target)
    classes = common.classes(call.input) if isinstance(call.input, Tensor) else None
    high = (
        isinstance(classes, int)
        and every(call.target, lambda t: classes <= t.high < float("inf"))
        and ignored != y.high
    )
    low = every(call.target, lambda t: -1e9 < t.low < 0) and ignored != y.low and ignored is not common.NotKnown
    if not high and not low:
        return
    yield Report(
        node=call.node,
        message=f"class indices run from {y.low:g} to {y.high:g}"
        + (f", and there are {classes} classes" if high else ", and must not be negative"),
        why="an index outside 0 to C - 1 raises on the CPU and ends the process on a GPU",
        help="shift or recode the labels to 0 to C - 1, or name the value to leave out: ignore_index=...",
    )


def _numbered(y: Tensor) -> bool:
    """Class numbers, or whole numbers that stand in the source: their range is reached."""
    return y.dtype == "long" and (y.space == "class-index" or (y.space is None and y.made[0] == "" and y.shape != ()))


RULE = Rule(
    code="RL203",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.cross_entropy(net(x), torch.randint(0, 12, (8,)))  # RL203
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.cross_entropy(net(x), y - 1)  # RL203
""",
        """
import torch
from torch import nn
stars = torch.tensor([1, 2, 3, 4, 5, 3, 4, 1])
net, criterion = nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, 5)), nn.CrossEntropyLoss()
loss = criterion(net(torch.randn(8, 6)), stars)  # RL203
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.cross_entropy(net(x), torch.randint(0, 10, (8,)))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.cross_entropy(net(x), y - 1, ignore_index=-1)
""",
        """
import torch
from torch import nn
stars = torch.tensor([1, 2, 3, 4, 5, 3, 4, 1])
net, criterion = nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, 5)), nn.CrossEntropyLoss()
loss = criterion(net(torch.randn(8, 6)), stars - 1)
""",
    ),
)
