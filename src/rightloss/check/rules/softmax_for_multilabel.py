"""Labels that can be right together are scored with softmax.

## What it does
Reports softmax over several outputs that were trained with BCEWithLogitsLoss, and BCELoss of a softmax where the
targets are zeros and ones that do not exclude each other.

## Why it hurts
Softmax makes the labels compete: where two are right, neither gets a probability above one half.

## Example
```python
loss = F.binary_cross_entropy_with_logits(out, y)
scores = F.softmax(out, 1)
```

## Use instead
```python
scores = torch.sigmoid(out)
```

## Known limits
The first is seen only after the loss call, in the same run of the code; the second only where the targets are drawn or
written down in the code.

## References
PyTorch documentation.
"""

from collections.abc import Iterator

from rightloss.check.facts import FLOATING
from rightloss.check.flow.events import Event, LossCall, OpCall, every, first
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """The very tensor that BCE with logits has seen, or a softmax that BCE sees."""
    yield from _before(event)
    if not isinstance(event, OpCall) or event.name != "softmax" or event.judged != "binary-cross-entropy":
        return
    if not every(event.result, lambda x: x.shape is None or len(x.shape) < 2 or x.shape[-1] != 1):
        return
    yield Report(
        node=event.node,
        message="softmax of outputs that are trained with BCEWithLogitsLoss, one question each",
        why="softmax makes the labels compete: two right ones share one probability",
        help="use a sigmoid",
    )


def _before(event: Event) -> Iterator[Report]:
    call = common.called(event, "binary-cross-entropy-on-probabilities")
    if call is None or not common.in_spaces(call.input, "probabilities") or not every(call.target, _labels):
        return
    yield Report(
        node=call.node,
        message="the outputs went through softmax, and the target has a zero or one per class, whatever the others are",
        why="softmax makes the labels compete: two right ones share one probability, and a row of zeros cannot be met",
        help="use BCEWithLogitsLoss on the raw scores, and a sigmoid for predictions",
        trail=first(call.input).trail,
    )


def _labels(y: Tensor) -> bool:
    """Zeros and ones that were drawn one by one, for more than two classes."""
    several = y.shape is not None and len(y.shape) > 1 and isinstance(y.shape[1], int) and y.shape[1] > 2
    binary = y.space in ("class-index", "zero-one") and (y.low, y.high) == (0.0, 1.0)
    return several and binary and y.dtype in FLOATING


RULE = Rule(
    code="RL116",
    listens=(OpCall, LossCall),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 4)
x, y = torch.randn(8, 5), torch.rand(8, 4)
out = net(x)
loss = F.binary_cross_entropy_with_logits(out, y)
scores = F.softmax(out, 1)  # RL116
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Sequential(nn.Linear(5, 4), nn.Softmax(dim=1))
x, y = torch.randn(8, 5), torch.randint(0, 2, (8, 4)).float()
loss = F.binary_cross_entropy(net(x), y)  # RL116
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 4)
x, y = torch.randn(8, 5), torch.rand(8, 4)
out = net(x)
loss = F.binary_cross_entropy_with_logits(out, y)
scores = torch.sigmoid(out)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Sequential(nn.Linear(5, 4), nn.Softmax(dim=1))
x, y = torch.randn(8, 5), F.one_hot(torch.randint(0, 4, (8,)), 4).float()
loss = F.binary_cross_entropy(net(x), y)
""",
    ),
)
