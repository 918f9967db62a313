"""A margin loss wants -1/+1 labels and gets 0/1.

## What it does
Reports margin losses whose target is certain to lie between 0 and 1.

## Why it hurts
A label 0 makes the margin term a constant: those examples give no gradient, or count as something else.

## Example
```python
loss = F.soft_margin_loss(net(x), y)  # y: 0/1
```

## Use instead
```python
loss = F.soft_margin_loss(net(x), 2 * y - 1)
```

## Known limits
Silent where dtypes or shapes are not certain.

## References
PyTorch documentation of the losses.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, LossCall, OpCall, every
from rightloss.check.flow.values import UNKNOWN, Tensor
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common

_PAIRS = ("cosine-embedding", "margin-ranking")


def check(event: Event) -> Iterator[Report]:
    """Targets that are whole and within [0, 1]."""
    if isinstance(event, OpCall):
        clamps = event.name in ("relu", "clamp", "clamp_min") and event.args
        if clamps and every(event.args[0], lambda x: x.space == "margin-by-01"):
            yield Report(
                node=event.node,
                message="a hinge 1 - label * score with labels 0 and 1: they must be -1 and +1",
                why="examples with label 0 give the constant 1, without a gradient",
                help="recode the labels: 2 * label - 1",
            )
        return
    call = common.called(event, "soft-margin", "hinge-embedding", "cosine-embedding", "margin-ranking")
    if call is None:
        return
    # Losses of two inputs have their labels third.
    labels = call.options.get("target", UNKNOWN) if call.loss in _PAIRS else call.target
    if not every(labels, _zeros):
        return
    yield Report(
        node=call.node,
        message="this loss wants labels -1 and +1, and gets 0 and 1",
        why="examples with label 0 give a constant, without a gradient",
        help="recode the labels: 2 * target - 1",
    )


def _zeros(y: Tensor) -> bool:
    """Zeros and ones, or zeros alone."""
    return y.low == 0 and (y.high == 0 or (y.high == 1 and y.space in ("class-index", "zero-one")))


RULE = Rule(
    code="RL205",
    listens=(LossCall, OpCall),
    check=check,
    bad=(
        """
import torch
from torch import nn
net = nn.Linear(5, 1)
closer, farther = net(torch.randn(8, 5)).squeeze(1), net(torch.randn(8, 5)).squeeze(1)
loss = nn.MarginRankingLoss(margin=0.2)(closer, farther, torch.zeros(8))  # RL205
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
y = torch.randint(0, 2, (8, 1)).float()
loss = F.soft_margin_loss(net(torch.randn(8, 5)), y)  # RL205
""",
        """
import torch
from torch import nn
net, criterion = nn.Linear(5, 3), nn.CosineEmbeddingLoss(margin=0.2)
a, b = torch.randint(0, 4, (8,)), torch.randint(0, 4, (8,))
same = (a == b).float()
loss = criterion(net(torch.randn(8, 5)), net(torch.randn(8, 5)), same)  # RL205
""",
        """
import torch
from torch import nn
net, criterion = nn.Linear(5, 1), nn.MarginRankingLoss(margin=1.0)
better, worse = net(torch.randn(8, 5)), net(torch.randn(8, 5))
loss = criterion(better, worse, torch.zeros(8, 1))  # RL205
""",
    ),
    good=(
        """
import torch
from torch import nn
net = nn.Linear(5, 1)
closer, farther = net(torch.randn(8, 5)).squeeze(1), net(torch.randn(8, 5)).squeeze(1)
loss = nn.MarginRankingLoss(margin=0.2)(closer, farther, torch.ones(8))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
y = torch.randint(0, 2, (8, 1)).float()
loss = F.soft_margin_loss(net(torch.randn(8, 5)), 2 * y - 1)
""",
        """
import torch
from torch import nn
net, criterion = nn.Linear(5, 3), nn.CosineEmbeddingLoss(margin=0.2)
a, b = torch.randint(0, 4, (8,)), torch.randint(0, 4, (8,))
same = (a == b).float() * 2 - 1
loss = criterion(net(torch.randn(8, 5)), net(torch.randn(8, 5)), same)
""",
    ),
)
