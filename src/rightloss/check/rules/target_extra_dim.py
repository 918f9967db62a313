"""The target has one dimension too many.

## What it does
Reports class indices with as many dimensions as the scores, or more: a channel of one, or three channels of an image.

## Why it hurts
It raises as soon as it runs.

## Example
```python
loss = F.cross_entropy(logits, mask)  # (N, C, H, W) and (N, 1, H, W)
```

## Use instead
```python
loss = F.cross_entropy(logits, mask.squeeze(1))
```

## Known limits
Silent where dtypes or shapes are not certain.

## References
PyTorch documentation of the losses.
"""

from collections.abc import Iterator

from rightloss.check.fix import squeeze
from rightloss.check.flow import dims
from rightloss.check.flow.events import Event, LossCall, every, first
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """Whole-number targets with a dimension to spare."""
    call = common.called(event, *common.CLASS_LOSSES)
    x = common.sized(call.input) if call is not None else None
    if (
        call is None
        or x is None
        or x.shape is None
        or len(x.shape) < 2
        or not every(call.target, lambda y: _extra(x, y))
    ):
        return
    y = first(call.target)
    wanted = (x.shape[0], *x.shape[2:])
    yield Report(
        node=call.node,
        message=f"the target {dims.shown(y.shape)} has a dimension too many: for input {dims.shown(x.shape)} it must be {dims.shown(wanted)}",
        why="it raises as soon as it runs",
        help="squeeze(1) a channel of one; read masks as one channel of class indices, not as RGB",
        fix=squeeze(call.targets, y.shape or (), wanted, call.path),
    )


def _extra(x: Tensor, y: Tensor) -> bool:
    if y.dtype != "long" or y.shape is None or x.shape is None or len(y.shape) < len(x.shape):
        return False
    return len(y.shape) > len(x.shape) or y.shape[1] == 1 or (y.shape[-1] in (1, 3) and y.shape[1] != x.shape[1])


RULE = Rule(
    code="RL303",
    listens=(LossCall,),
    check=check,
    fix="Unsafe: squeezes a channel of one.",
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
conv = nn.Conv2d(3, 4, 1)
mask = torch.randint(0, 4, (2, 1, 8, 8))
loss = F.cross_entropy(conv(torch.randn(2, 3, 8, 8)), mask)  # RL303
""",
        """
import pandas as pd, torch
from torch import nn
table = pd.read_csv("rows.csv")
x = torch.tensor(table.iloc[:, :5].values, dtype=torch.float32)
y = torch.tensor(table[["kind"]].values, dtype=torch.long)
loss = nn.CrossEntropyLoss()(nn.Linear(5, 3)(x), y)  # RL303
""",
    ),
    good=(
        """
import pandas as pd, torch
from torch import nn
table = pd.read_csv("rows.csv")
x = torch.tensor(table.iloc[:, :5].values, dtype=torch.float32)
y = torch.tensor(table["kind"].values, dtype=torch.long)
loss = nn.CrossEntropyLoss()(nn.Linear(5, 3)(x), y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
conv = nn.Conv2d(3, 4, 1)
mask = torch.randint(0, 4, (2, 1, 8, 8))
loss = F.cross_entropy(conv(torch.randn(2, 3, 8, 8)), mask.squeeze(1))
""",
    ),
)
