"""Independent labels are trained with softmax cross-entropy.

## What it does
Reports cross-entropy whose target is a float matrix of independent zeros and ones in the shape of the scores.

## Why it hurts
Softmax makes the labels compete: a row with two ones cannot be fitted, and a row of zeros teaches nothing.

## Example
```python
loss = F.cross_entropy(net(x), labels)
```

## Use instead
```python
loss = F.binary_cross_entropy_with_logits(net(x), labels)
```

## Known limits
Silent where dtypes or shapes are not certain.

## References
PyTorch documentation of the losses.
"""

from collections.abc import Iterator

from rightloss.check.facts import FLOATING
from rightloss.check.flow.events import Event, LossCall, every
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """Zeros and ones that were drawn one by one."""
    call = common.called(event, "cross-entropy")
    x = common.sized(call.input) if call is not None else None
    if call is None or x is None or not every(call.target, lambda y: _labels(x, y)):
        return
    yield Report(
        node=call.node,
        message="the target has a zero or one per class that do not sum to one: several labels can be right at once",
        why="softmax makes the labels compete, and a row of zeros gives no gradient at all",
        help="use BCEWithLogitsLoss",
    )


def _labels(x: Tensor, y: Tensor) -> bool:
    binary = y.space in ("class-index", "zero-one") and (y.low, y.high) == (0.0, 1.0)
    return binary and y.dtype in FLOATING and y.shape is not None and y.shape == x.shape and len(y.shape) > 1


RULE = Rule(
    code="RL208",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 4)
y = torch.randint(0, 2, (8, 4)).float()
loss = F.cross_entropy(net(torch.randn(8, 5)), y)  # RL208
""",
        """
import torch, torch.nn.functional as F
from torch import nn
class Genres(nn.Module):
    def __init__(self, tags):
        super().__init__()
        self.out = nn.Linear(32, tags)
    def forward(self, x):
        return self.out(x)
tags = (torch.rand(16, 6) > 0.6).float()
loss = nn.CrossEntropyLoss()(Genres(6)(torch.randn(16, 32)), tags)  # RL208
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
tags = (torch.rand(16, 6) > 0.6).float()
loss = nn.MultiLabelSoftMarginLoss()(nn.Linear(32, 6)(torch.randn(16, 32)), tags)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 4)
y = torch.randint(0, 2, (8, 4)).float()
loss = F.binary_cross_entropy_with_logits(net(torch.randn(8, 5)), y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 4)
y = F.one_hot(torch.randint(0, 4, (8,)), 4).float()
loss = F.cross_entropy(net(torch.randn(8, 5)), y)
""",
    ),
)
