"""The loss wants a floating target and gets whole numbers.

## What it does
Reports binary cross-entropy with a target of whole numbers or booleans.

## Why it hurts
It raises as soon as it runs.

## Example
```python
loss = F.binary_cross_entropy_with_logits(net(x), y)  # y: int64
```

## Use instead
```python
loss = F.binary_cross_entropy_with_logits(net(x), y.float())
```

## Known limits
Silent where dtypes or shapes are not certain.

## References
PyTorch documentation of the losses.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, LossCall, first
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """A target of whole numbers."""
    call = common.called(event, *common.BINARY_LOSSES)
    if call is None or not common.whole(call.target):
        return
    yield Report(
        node=call.node,
        message=f"binary cross-entropy wants a floating target, and gets {first(call.target).dtype}",
        why="it raises as soon as it runs",
        help="add .float() to the target",
    )


RULE = Rule(
    code="RL202",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
y = torch.randint(0, 2, (8, 1))
loss = F.binary_cross_entropy_with_logits(net(torch.randn(8, 5)), y)  # RL202
""",
        """
import torch
from torch import nn
from torch.utils.data import DataLoader
rows = [([0.1, 0.2], 1), ([0.3, 0.4], 0), ([0.5, 0.6], 0)]
def collate(batch):
    features, labels = zip(*batch)
    return torch.tensor(features), torch.tensor(labels)
net, criterion = nn.Linear(2, 1), nn.BCEWithLogitsLoss()
for x, y in DataLoader(rows, batch_size=3, collate_fn=collate):
    loss = criterion(net(x).squeeze(1), y)  # RL202
""",
    ),
    good=(
        """
import torch
from torch import nn
from torch.utils.data import DataLoader
rows = [([0.1, 0.2], 1.0), ([0.3, 0.4], 0.0), ([0.5, 0.6], 0.0)]
def collate(batch):
    features, labels = zip(*batch)
    return torch.tensor(features), torch.tensor(labels)
net, criterion = nn.Linear(2, 1), nn.BCEWithLogitsLoss()
for x, y in DataLoader(rows, batch_size=3, collate_fn=collate):
    loss = criterion(net(x).squeeze(1), y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
y = torch.randint(0, 2, (8, 1))
loss = F.binary_cross_entropy_with_logits(net(torch.randn(8, 5)), y.float())
""",
    ),
)
