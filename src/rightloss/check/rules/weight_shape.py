"""Weights are broadcast along the wrong dimension.

## What it does
Reports binary cross-entropy on (N, C) scores with one weight per example, and unreduced losses (N, C) that are multiplied with one: (N,) is broadcast along the classes.

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

import re
from collections.abc import Iterator

from rightloss.check.flow import dims
from rightloss.check.flow.events import Event, LossCall, OpCall
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """As many weights as examples, along the last dimension."""
    if isinstance(event, OpCall):
        yield from _multiplied(event)
        return
    call = common.called(event, *common.BINARY_LOSSES)
    if call is None or "weight" not in call.options:
        return
    x, w = common.sized(call.input), common.sized(call.options["weight"])
    if x is None or w is None or not _along_classes(x.shape, w.shape):
        return
    yield _report(event, x, w)


def _multiplied(event: OpCall) -> Iterator[Report]:
    """A loss of every element, times one number per example."""
    if event.name != "mul" or len(event.args) != 2:
        return
    for one, other in (event.args, event.args[::-1]):
        x, w = common.sized(one), common.sized(other)
        unreduced = x is not None and re.fullmatch(r"loss:.*:none", x.space or "")
        if x is not None and w is not None and unreduced and _along_classes(x.shape, w.shape):
            yield _report(event, x, w)


def _along_classes(x: dims.Shape | None, w: dims.Shape | None) -> bool:
    if x is None or w is None or len(x) != 2 or len(w) != 1:
        return False
    # As many examples as classes: which of them the weights are for is not known.
    return w[0] == x[0] != x[1] and w[0] is not None and x[1] not in (1, None)


def _report(event: Event, x: Tensor, w: Tensor) -> Report:
    return Report(
        node=event.node,
        message=f"weights {dims.shown(w.shape)} for {dims.shown(x.shape)} scores or losses are taken along the classes",
        why="there is one per example, and it is broadcast along the last dimension",
        help="weight.unsqueeze(1) weights the examples",
    )


RULE = Rule(
    code="RL412",
    listens=(LossCall, OpCall),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
x, y, w = torch.randn(8, 5), torch.rand(8, 3), torch.rand(8)
loss = F.binary_cross_entropy_with_logits(net(x), y, weight=w)  # RL412
""",
        """
import torch
from torch import nn
net, criterion = nn.Linear(5, 3), nn.MSELoss(reduction="none")
x, y, w = torch.randn(8, 5), torch.rand(8, 3), torch.rand(8)
loss = (criterion(net(x), y) * w).mean()  # RL412
""",
    ),
    good=(
        """
import torch
from torch import nn
net, criterion = nn.Linear(5, 3), nn.MSELoss(reduction="none")
x, y, w = torch.randn(8, 5), torch.rand(8, 3), torch.rand(8)
loss = (criterion(net(x), y).mean(dim=1) * w).mean()
square = (criterion(net(x[:3]), y[:3]) * torch.tensor([1.0, 2.0, 4.0])).mean()
per_output = (criterion(net(x), y) * torch.rand(3)).mean()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
x, y, w = torch.randn(8, 5), torch.rand(8, 3), torch.rand(8)
loss = F.binary_cross_entropy_with_logits(net(x), y, weight=w.unsqueeze(1))
""",
    ),
)
