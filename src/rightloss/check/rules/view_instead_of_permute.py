"""view() mixes up two dimensions where permute() would move them.

## What it does
Reports view or reshape of (N, C, ...) to (-1, C): the classes have to be moved last first.

## Why it hurts
Rows of the result mix classes and positions, so that scores of one position are compared with labels of another.

## Example
```python
flat = scores.view(-1, C)  # (N, C, H, W)
```

## Use instead
```python
flat = scores.permute(0, 2, 3, 1).reshape(-1, C)
```

## Known limits
Silent where dtypes or shapes are not certain.

## References
PyTorch documentation of the losses.
"""

from collections.abc import Iterator

from rightloss.check.flow import dims
from rightloss.check.flow.events import Event, OpCall
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """A view whose last dimension is the old dimension 1, and not made of the old last ones."""
    if not isinstance(event, OpCall) or event.name not in ("view", "reshape") or not event.args:
        return
    x, result = common.sized(event.args[0]), common.sized(event.result)
    if (
        x is None
        or result is None
        or x.shape is None
        or result.shape is None
        or len(x.shape) < 3
        or len(result.shape) != 2
    ):
        return
    classes = x.shape[1]
    tail = dims.product(x.shape[2:])
    if (
        classes in (None, 1)
        or result.shape[1] != classes
        or tail == classes
        or classes in _products(x.shape)
        or x.attached is False
    ):
        return
    yield Report(
        node=event.node,
        message=f"{event.name} of {dims.shown(x.shape)} to {dims.shown(result.shape)} mixes dimension 1 with those after it",
        why="rows of the result hold scores of different positions",
        help="move the dimension last first: x.movedim(1, -1).reshape(-1, C)",
        trail=x.trail,
    )


def _products(shape: dims.Shape) -> set[dims.Dim]:
    """Sizes that the last dimensions have together: a view to one of them keeps them whole."""
    return {dims.product(shape[index:]) for index in range(2, len(shape))}


RULE = Rule(
    code="RL305",
    listens=(OpCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
conv = nn.Conv2d(3, 4, 1)
scores = conv(torch.randn(2, 3, 8, 9))
flat = scores.view(-1, 4)  # RL305
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
conv = nn.Conv2d(3, 4, 1)
scores = conv(torch.randn(2, 3, 8, 9))
flat = scores.permute(0, 2, 3, 1).reshape(-1, 4)
""",
    ),
)
