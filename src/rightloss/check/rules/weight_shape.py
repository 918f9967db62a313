"""Weights are broadcast along the wrong dimension.

## What it does
Reports binary cross-entropy on (N, C) scores with one weight per example: (N,) is broadcast along the classes.

## Why it hurts
It raises unless N equals C; then each class gets the weight of an example.

## Example
```python
nn.BCELoss(weight=w)(p, y)  # w: (N,), p: (N, C)
```

## Use instead
```python
nn.BCELoss(weight=w.unsqueeze(1))(p, y)
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

from collections.abc import Iterator

from rightloss.check.flow import dims
from rightloss.check.flow.events import Event, LossCall
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """As many weights as examples, along the last dimension."""
    call = common.called(event, *common.BINARY_LOSSES)
    if call is None or "weight" not in call.options:
        return
    x, w = common.sized(call.input), common.sized(call.options["weight"])
    if x is None or w is None or x.shape is None or w.shape is None or len(x.shape) != 2 or len(w.shape) != 1:
        return
    if w.shape[0] != x.shape[0] or w.shape[0] is None or x.shape[1] == 1:
        return
    yield Report(
        node=call.node,
        message=f"weights {dims.shown(w.shape)} for scores {dims.shown(x.shape)} are taken along the classes",
        why="there is one per example, and it is broadcast along the last dimension",
        help="weight.unsqueeze(1) weights the examples",
    )


RULE = Rule(
    code="RL412",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
x, y, w = torch.randn(8, 5), torch.rand(8, 3), torch.rand(8)
loss = F.binary_cross_entropy_with_logits(net(x), y, weight=w)  # RL412
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
x, y, w = torch.randn(8, 5), torch.rand(8, 3), torch.rand(8)
loss = F.binary_cross_entropy_with_logits(net(x), y, weight=w.unsqueeze(1))
""",
    ),
)
