"""Input and target have shapes that the loss refuses.

## What it does
Reports shapes that are certain not to fit: other sizes, or another number of dimensions.

## Why it hurts
It raises as soon as it runs.

## Example
```python
loss = F.nll_loss(log_p, y)  # (5, 4, 8, 3) against (5, 8, 8)
```

## Use instead
```python
loss = F.nll_loss(log_p, y)  # (5, 4, 8, 3) against (5, 8, 3)
```

## Known limits
Silent where dtypes or shapes are not certain.

## References
PyTorch documentation of the losses.
"""

from collections.abc import Iterator

from rightloss.check.facts import INTEGRAL
from rightloss.check.flow import dims
from rightloss.check.flow.events import Event, LossCall
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """Known sizes that differ, or a wrong number of dimensions."""
    if not isinstance(event, LossCall):
        return
    x, y = common.sized(event.input), common.sized(event.target)
    # A number that squeeze left of a batch of one is not what the program runs with.
    if x is None or y is None or not x.shape or y.shape is None:
        return
    wanted = _wanted(event, x, y)
    if wanted is None or not _differs(event.loss, wanted, y.shape):
        return
    yield Report(
        node=event.node,
        message=f"input {dims.shown(x.shape)} and target {dims.shown(y.shape)} do not fit: the target must be {dims.shown(wanted)}",
        why="it raises as soon as it runs",
        help="give the target the size of the output",
        trail=x.trail,
    )


def _wanted(event: LossCall, x: Tensor, y: Tensor) -> dims.Shape | None:
    """The shape that the target must have, None where more than one is possible."""
    assert x.shape is not None
    assert y.shape is not None
    if event.loss in common.CLASS_LOSSES:
        if len(x.shape) < 2 or y.dtype not in INTEGRAL or not _could_be_indices(x.shape, y.shape):
            return None
        return (x.shape[0], *x.shape[2:])
    if event.loss in (*common.BINARY_LOSSES, *common.NUMBER_LOSSES):
        return x.shape
    return None


def _could_be_indices(x: dims.Shape, y: dims.Shape) -> bool:
    """Fewer dimensions than the scores, or as many of other sizes: not one per class, nor a channel to spare."""
    if len(y) != len(x):
        return len(y) < len(x)
    return y[1] != 1 and y[-1] not in (1, 3) and any(dims.differ(a, b) for a, b in zip(x, y, strict=True))


def _differs(loss: str, wanted: dims.Shape, got: dims.Shape) -> bool:
    if loss in common.NUMBER_LOSSES:
        # These broadcast: only sizes that cannot be broadcast raise.
        pairs = zip(reversed(wanted), reversed(got), strict=False)
        return any(dims.differ(a, b) and 1 not in (a, b) for a, b in pairs)
    if len(wanted) != len(got):
        return True
    return any(dims.differ(a, b) for a, b in zip(wanted, got, strict=True))


RULE = Rule(
    code="RL301",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
conv = nn.Conv2d(16, 4, 3)
y = torch.randint(0, 4, (5, 8, 8))
loss = F.nll_loss(conv(torch.randn(5, 16, 10, 5)).log_softmax(1), y)  # RL301
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
y = torch.rand(8)
loss = F.binary_cross_entropy_with_logits(net(torch.randn(8, 5)), y)  # RL301
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(16, 50)
y = torch.randint(0, 50, (11, 8))
loss = F.cross_entropy(net(torch.randn(11, 8, 16)).view(-1, 50), y)  # RL301
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
conv = nn.Conv2d(16, 4, 3)
y = torch.randint(0, 4, (5, 8, 3))
loss = F.nll_loss(conv(torch.randn(5, 16, 10, 5)).log_softmax(1), y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
y = torch.rand(8)
loss = F.binary_cross_entropy_with_logits(net(torch.randn(8, 5)).squeeze(1), y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(16, 50)
y = torch.randint(0, 50, (11, 8))
loss = F.cross_entropy(net(torch.randn(11, 8, 16)).view(-1, 50), y.view(-1))
""",
    ),
)
