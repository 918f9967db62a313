"""Class indices must be int64.

## What it does
Reports cross-entropy or NLL with class indices of another dtype than int64, and one_hot of something that is not int64.

## Why it hurts
It raises as soon as it runs.

## Example
```python
loss = F.cross_entropy(net(x), y.int())
```

## Use instead
```python
loss = F.cross_entropy(net(x), y.long())
```

## Known limits
Silent where dtypes or shapes are not certain.

## References
PyTorch documentation of the losses.
"""

from collections.abc import Iterator

from rightloss.check.facts import FLOATING
from rightloss.check.flow.events import Event, LossCall, OpCall, every, first
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """Float or 32-bit class indices."""
    if isinstance(event, OpCall):
        if (
            event.name == "one_hot"
            and event.args
            and every(event.args[0], lambda x: x.dtype in (*FLOATING, "int", "uint8", "bool"))
        ):
            yield Report(
                node=event.node,
                message=f"one_hot gets {first(event.args[0]).dtype} numbers and takes int64 only",
                why="it raises as soon as it runs",
                help="add .long()",
            )
        return
    call = common.called(event, *common.CLASS_LOSSES)
    if call is None or not every(call.target, lambda y: _wrong(call, y)):
        return
    yield Report(
        node=call.node,
        message=f"class indices must be int64, and the target is {first(call.target).dtype}",
        why="it raises as soon as it runs",
        help="add .long() to the target",
    )


def _wrong(call: LossCall, y: Tensor) -> bool:
    if y.dtype in ("int", "bool") or (call.loss == "nll" and y.dtype in FLOATING):
        return True
    # Floating targets of the input's shape are class probabilities, which cross-entropy takes.
    x = common.sized(call.input)
    return (
        y.dtype in FLOATING
        and x is not None
        and y.shape is not None
        and len(y.shape) == len(x.shape or ()) - 1
        and len(y.shape) > 0
    )


RULE = Rule(
    code="RL201",
    listens=(
        LossCall,
        OpCall,
    ),
    check=check,
    bad=(
        """
import numpy as np, torch
from torch import nn
table = np.loadtxt("iris.csv", delimiter=",", skiprows=1)
x, y = torch.from_numpy(table[:, :4]).float(), torch.from_numpy(table[:, 4]).float()
loss = nn.CrossEntropyLoss()(nn.Linear(4, 3)(x), y)  # RL201
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Sequential(nn.Linear(5, 3), nn.LogSoftmax(dim=1))
y = F.one_hot(torch.randint(0, 3, (8,)), 3).float()
loss = F.nll_loss(net(torch.randn(8, 5)), y)  # RL201
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.cross_entropy(net(x), y.int())  # RL201
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.nll_loss(net(x).log_softmax(1), y.float())  # RL201
""",
        """
import torch, torch.nn.functional as F
from torch import nn
mask = torch.rand(4, 4)
hot = F.one_hot(mask, 3)  # RL201
""",
    ),
    good=(
        """
import numpy as np, torch
from torch import nn
table = np.loadtxt("iris.csv", delimiter=",", skiprows=1)
x, y = torch.from_numpy(table[:, :4]).float(), torch.from_numpy(table[:, 4]).long()
loss = nn.CrossEntropyLoss()(nn.Linear(4, 3)(x), y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
y = F.one_hot(torch.randint(0, 3, (8,)), 3).float()
loss = F.cross_entropy(net(torch.randn(8, 5)), y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.cross_entropy(net(x), y.int().long())
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.cross_entropy(net(x), torch.rand(8, 10).softmax(1))
""",
    ),
)
