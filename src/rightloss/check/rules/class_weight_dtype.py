"""Class weights must be floating.

## What it does
Reports losses whose weight or pos_weight is made of whole numbers.

## Why it hurts
It raises as soon as it runs.

## Example
```python
nn.CrossEntropyLoss(weight=torch.tensor([1, 5]))
```

## Use instead
```python
nn.CrossEntropyLoss(weight=torch.tensor([1.0, 5.0]))
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, LossCall
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """A weight tensor of whole numbers."""
    if not isinstance(event, LossCall):
        return
    for name in ("weight", "pos_weight"):
        value = event.options.get(name)
        if value is None or not common.whole(value):
            continue
        yield Report(
            node=event.node,
            message=f"{name} has whole numbers; it must be floating",
            why="it raises as soon as it runs",
            help="write the weights as floats: torch.tensor([1.0, 5.0])",
        )


RULE = Rule(
    code="RL402",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 2)
criterion = nn.CrossEntropyLoss(weight=torch.tensor([1, 5]))
loss = criterion(net(torch.randn(8, 5)), torch.randint(0, 2, (8,)))  # RL402
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 2)
criterion = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 5]))
loss = criterion(net(torch.randn(8, 5)), torch.randint(0, 2, (8,)))
""",
    ),
)
