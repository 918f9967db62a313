"""Positions are marked with a value that the loss does not ignore.

## What it does
Reports class indices that are certain to hold -100 while the loss ignores another value.

## Why it hurts
The marked positions raise, or are trained on as if they were labels.

## Example
```python
labels = torch.where(mask, ids, -100)
loss = F.cross_entropy(out, labels, ignore_index=-1)
```

## Use instead
```python
loss = F.cross_entropy(out, labels)  # -100 is the default
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, LossCall, every, first
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """A lowest target of -100 or -1 beside another ignore_index."""
    call = common.called(event, *common.CLASS_LOSSES)
    if call is None:
        return
    ignored = common.option(call, "ignore_index", -100)
    if not isinstance(ignored, int) or not every(
        call.target, lambda y: y.low in (-100, -1) and y.low != ignored and y.dtype == "long"
    ):
        return
    if every(call.target, lambda y: y.space == "class-index") and ignored == -100:
        return
    marked = first(call.target).low
    yield Report(
        node=call.node,
        message=f"the target marks positions with {marked:g}, and the loss ignores {ignored}",
        why="the marked positions are taken for class indices, which raises",
        help=f"pass ignore_index={marked:g}",
    )


RULE = Rule(
    code="RL406",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
ids = torch.randint(0, 10, (8,))
labels = torch.where(ids > 3, ids, -100)
loss = F.cross_entropy(net(torch.randn(8, 5)), labels, ignore_index=-1)  # RL406
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
ids = torch.randint(0, 10, (8,))
labels = torch.where(ids > 3, ids, -100)
loss = F.cross_entropy(net(torch.randn(8, 5)), labels)
""",
    ),
)
