"""A target of binary cross-entropy lies outside [0, 1].

## What it does
Reports binary cross-entropy whose target is certain to leave [0, 1], such as masks with values 0 and 255 or labels -1 and +1.

## Why it hurts
With such targets the loss has no lower bound; masks of 0 and 255 give large negative losses without a word.

## Example
```python
loss = F.binary_cross_entropy_with_logits(net(x), mask * 255)
```

## Use instead
```python
loss = F.binary_cross_entropy_with_logits(net(x), mask)
```

## Known limits
Silent where dtypes or shapes are not certain.

## References
PyTorch documentation of the losses.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, LossCall, OpCall, every, first
from rightloss.check.flow.values import Tensor, Value
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """The known range of the target leaves [0, 1]."""
    if isinstance(event, OpCall):
        if event.name == "mul" and len(event.args) == 2 and _unscaled(*event.args):
            place = event.site or event
            yield Report(
                node=place.node,
                path=place.path,
                message="probabilities are multiplied by a mask with values up to 255",
                why="an overlap computed from it exceeds the size of the regions",
                help="scale the mask to 0 and 1: (mask > 127).float()",
            )
        return
    call = common.called(event, *common.BINARY_LOSSES)
    if call is None or not every(call.target, _outside):
        return
    # What is not reduced may be masked afterwards, where the targets mark what does not count.
    if common.option(call, "reduction", "mean") == "none":
        return
    y = first(call.target)
    yield Report(
        node=call.node,
        message=f"the target of binary cross-entropy runs from {y.low:g} to {y.high:g}, and must lie in [0, 1]",
        why="the loss has no lower bound then, and is negative for good predictions",
        help="scale the target to 0 and 1",
    )


def _unscaled(a: Value, b: Value) -> bool:
    """A probability through which gradients flow, times an image of bytes."""
    for p, mask in ((a, b), (b, a)):
        if common.in_spaces(p, "independent-probabilities", "probabilities") and common.attached(p):
            return every(mask, lambda x: (x.low, x.high) == (0.0, 255.0) and x.attached is False and x.shape != ())
    return False


def _outside(y: Tensor) -> bool:
    return (
        y.attached is False
        and float("-inf") < y.low <= y.high < float("inf")
        and (y.low < 0 or y.high > 1)
        and y.low < y.high
    )


RULE = Rule(
    code="RL206",
    listens=(LossCall, OpCall),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
y = 2.0 * torch.randint(0, 2, (8, 1)) - 1
loss = F.binary_cross_entropy_with_logits(net(torch.randn(8, 5)), y)  # RL206
""",
        """
import torch, torch.nn.functional as F
from torch import nn
class Scores(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(5, 4)
    def forward(self, x):
        return self.out(x)
smooth = F.one_hot(torch.randint(0, 4, (8,)), 4).float() * 0.9 + 0.25
loss = nn.BCEWithLogitsLoss()(Scores()(torch.randn(8, 5)), smooth)  # RL206
""",
        """
import torch
from torch import nn
def overlap(p, mask):
    return 1 - 2 * (p * mask).sum() / (p.sum() + mask.sum())
image = torch.rand(2, 1, 8, 8)
mask = torch.where(image > 0.5, 255, 0).float()
loss = overlap(torch.sigmoid(nn.Conv2d(1, 1, 1)(image)), mask)  # RL206
""",
    ),
    good=(
        """
import torch
from torch import nn
def overlap(p, mask):
    return 1 - 2 * (p * mask).sum() / (p.sum() + mask.sum())
image = torch.rand(2, 1, 8, 8)
mask = torch.where(image > 0.5, 255, 0).float() / 255
loss = overlap(torch.sigmoid(nn.Conv2d(1, 1, 1)(image)), mask)
""",
        """
import torch
from torch import nn
boxes = torch.zeros(2, 4, 4, 3)
boxes[0, 1, 2] = torch.tensor([1.0, 0.5, 7.0])
scores = nn.Conv2d(3, 1, 1)(torch.rand(2, 3, 4, 4)).permute(0, 2, 3, 1)
loss = nn.BCEWithLogitsLoss()(scores, boxes[..., 0:1])
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
y = torch.tensor([[0, 1, -100], [1, -100, 0]])
loss = F.binary_cross_entropy_with_logits(net(torch.randn(2, 5)), y.float(), reduction="none")
loss = (loss * (y != -100)).sum()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
smooth = F.one_hot(torch.randint(0, 4, (8,)), 4).float() * 0.9 + 0.025
loss = nn.BCEWithLogitsLoss()(nn.Linear(5, 4)(torch.randn(8, 5)), smooth)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
y = torch.randint(0, 2, (8, 1)).float()
loss = F.binary_cross_entropy_with_logits(net(torch.randn(8, 5)), y)
""",
    ),
)
