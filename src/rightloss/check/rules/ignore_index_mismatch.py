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
from rightloss.check.flow.shape_ops import PADDED
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """A lowest target of -100 or -1 beside another ignore_index."""
    call = common.called(event, *common.CLASS_LOSSES)
    if call is None:
        return
    ignored = common.option(call, "ignore_index", -100)
    padding = _padding(call)
    if isinstance(ignored, int) and padding is not None and padding != ignored:
        yield Report(
            node=call.node,
            message=f"the target is padded with {padding} by pad_sequence, and the loss ignores {ignored}",
            why=f"every padded position counts as an example of class {padding}: short sequences teach padding",
            help="pad targets with -100, which the loss ignores, or pass ignore_index",
            confidence="likely",
        )
        return
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


def _padding(call: LossCall) -> int | None:
    """What pad_sequence filled the targets with, where all positions enter the mean."""
    if not isinstance(call.target, Tensor) or common.option(call, "reduction", "mean") not in ("mean", "sum"):
        return None
    steps = [step.what for step in call.target.trail if step.what.startswith(PADDED)]
    return int(steps[-1].removeprefix(PADDED)) if steps else None


RULE = Rule(
    code="RL406",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
net, criterion = nn.Linear(5, 10), nn.CrossEntropyLoss()
tags = pad_sequence([torch.tensor([3, 4]), torch.tensor([5, 6, 7])], batch_first=True)
loss = criterion(net(torch.randn(2, 3, 5)).view(-1, 10), tags.view(-1))  # RL406
""",
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
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
net, criterion = nn.Linear(5, 10), nn.CrossEntropyLoss()
tags = pad_sequence([torch.tensor([3, 4]), torch.tensor([5, 6, 7])], batch_first=True, padding_value=-100)
loss = criterion(net(torch.randn(2, 3, 5)).view(-1, 10), tags.view(-1))
""",
        """
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
net, criterion = nn.Linear(5, 10), nn.CrossEntropyLoss(ignore_index=0)
tags = pad_sequence([torch.tensor([3, 4]), torch.tensor([5, 6, 7])], batch_first=True)
loss = criterion(net(torch.randn(2, 3, 5)).view(-1, 10), tags.view(-1))
""",
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
