"""MultiLabelMarginLoss wants class indices and gets a matrix of zeros and ones.

## What it does
Reports MultiLabelMarginLoss whose target is certain to consist of zeros and ones, in the shape of the scores.

## Why it hurts
The target is a list of class indices that ends at the first -1: a 0/1 matrix names the classes 0 and 1 over and over, whatever the labels are.

## Example
```python
loss = nn.MultiLabelMarginLoss()(net(x), multi_hot)
```

## Use instead
```python
loss = nn.MultiLabelSoftMarginLoss()(net(x), multi_hot.float())
```

## Known limits
Silent where the values of the target are not certain.

## References
PyTorch documentation of MultiLabelMarginLoss.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, LossCall, every
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """Zeros and ones for more than two classes."""
    call = common.called(event, "multilabel-margin")
    if call is None or not every(call.target, _marks):
        return
    yield Report(
        node=call.node,
        message="the target is a matrix of zeros and ones, and this loss reads it as a list of class indices",
        why="it names the classes 0 and 1 over and over, whatever the labels are",
        help="use MultiLabelSoftMarginLoss or BCEWithLogitsLoss, or list the indices and end the list with -1",
    )


def _marks(y: Tensor) -> bool:
    wide = y.shape is None or (len(y.shape) == 2 and y.shape[1] not in (1, 2))
    return wide and y.low == 0 and y.high == 1 and y.space in ("zero-one", "class-index", "one-hot")


RULE = Rule(
    code="RL214",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch
from torch import nn
net = nn.Linear(5, 8)
y = (torch.rand(16, 8) > 0.7).long()
loss = nn.MultiLabelMarginLoss()(net(torch.randn(16, 5)), y)  # RL214
""",
        """
import torch, torch.nn.functional as F
from torch import nn
def marks(names, known):
    row = torch.zeros(len(known), dtype=torch.long)
    for name in names:
        row[known.index(name)] = 1
    return row
known = ["cat", "dog", "bird", "fish"]
y = torch.stack([marks(names, known) for names in (["cat"], ["dog", "fish"])])
loss = F.multilabel_margin_loss(nn.Linear(5, 4)(torch.randn(2, 5)), y)  # RL214
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
known = ["cat", "dog", "bird", "fish"]
y = torch.full((2, 4), -1)
y[0, 0] = 2
loss = F.multilabel_margin_loss(nn.Linear(5, 4)(torch.randn(2, 5)), y)
""",
        """
import torch
from torch import nn
net = nn.Linear(5, 8)
y = (torch.rand(16, 8) > 0.7).float()
loss = nn.MultiLabelSoftMarginLoss()(net(torch.randn(16, 5)), y)
""",
        """
import torch
from torch import nn
net = nn.Linear(5, 8)
y = torch.tensor([[3, 0, -1, 1, 1, 1, 1, 1]])
loss = nn.MultiLabelMarginLoss()(net(torch.randn(1, 5)), y)
""",
    ),
)
