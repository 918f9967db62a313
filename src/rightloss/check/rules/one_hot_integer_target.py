"""A one-hot target is given as integers, which are read as indices.

## What it does
Reports cross-entropy with an integer target of the shape of the input.

## Why it hurts
Integers are class indices, so the shapes do not fit, and it raises.

## Example
```python
loss = F.cross_entropy(net(x), F.one_hot(y, 10))
```

## Use instead
```python
loss = F.cross_entropy(net(x), y)
```

## Known limits
Silent where dtypes or shapes are not certain.

## References
PyTorch documentation of the losses.
"""

from collections.abc import Iterator

from rightloss.check.flow import dims
from rightloss.check.flow.events import Event, LossCall, every
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """Whole numbers in the shape of the scores."""
    call = common.called(event, *common.CLASS_LOSSES)
    x = common.sized(call.input) if call is not None else None
    if call is None or x is None or not every(call.target, lambda y: _hot(x, y)):
        return
    yield Report(
        node=call.node,
        message=f"the target has the shape of the input, {dims.shown(x.shape)}, and whole numbers: one-hot codes are no indices",
        why="integer targets are read as class indices, and their shape does not fit",
        help="pass the indices: target.argmax(1); or probabilities as floats: target.float()",
    )


def _hot(x: Tensor, y: Tensor) -> bool:
    if y.dtype != "long" or y.shape is None or x.shape is None or len(x.shape) < 2:
        return False
    hot = y.space == "one-hot" or (x.shape[1] != 1 and isinstance(x.shape[1], int) and y.shape[1:2] == x.shape[1:2])
    return hot and len(y.shape) == len(x.shape)


RULE = Rule(
    code="RL204",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.cross_entropy(net(x), F.one_hot(y, 10))  # RL204
""",
        """
import torch, torch.nn.functional as F
from torch import nn
def batch(size):
    labels = torch.randint(0, 7, (size,))
    return torch.randn(size, 5), torch.eye(7)[labels].long()
x, y = batch(8)
loss = nn.CrossEntropyLoss()(nn.Linear(5, 7)(x), y)  # RL204
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
def batch(size):
    labels = torch.randint(0, 7, (size,))
    return torch.randn(size, 5), torch.eye(7)[labels]
x, y = batch(8)
loss = nn.CrossEntropyLoss()(nn.Linear(5, 7)(x), y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.cross_entropy(net(x), F.one_hot(y, 10).float())
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.cross_entropy(net(x), y)
""",
    ),
)
