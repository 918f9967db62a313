"""The logarithm of raw scores, or of scores clamped to the unit interval.

## What it does
Reports the logarithm taken of the raw output of a layer, or of such an output clamped to (0, 1), where a hand-written
cross-entropy or focal loss wants probabilities.

## Why it hurts
The logarithm of a negative score is NaN. A clamp hides that: outside of the interval it has no gradient, and inside it
a score is no probability.

## Example
```python
p = torch.clamp(net(x), 1e-7, 1 - 1e-7)
loss = -(y * torch.log(p)).mean()
```

## Use instead
```python
loss = F.binary_cross_entropy_with_logits(net(x), y)
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, OpCall, every, first
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """Scores right in front of the logarithm, or only a clamp between them."""
    if not isinstance(event, OpCall) or not event.args or not event.graded:
        return
    if not every(
        event.args[0],
        # A number that is trained by itself, of no layer, may be kept positive.
        lambda x: (
            x.attached is True
            and (x.space == "clamped-scores" or (x.space == "scores" and x.low < 0 and bool(x.source)))
        ),
    ):
        return
    x = first(event.args[0])
    clamped = x.space == "clamped-scores"
    # A function that takes the logarithm of its argument is right for probabilities.
    place = event.site or event
    yield Report(
        node=place.node,
        path=place.path,
        message="the logarithm of raw scores" + (", clamped to the unit interval" if clamped else ""),
        why="most scores lie outside of the interval, where the clamp has no gradient"
        if clamped
        else "scores are negative as well: the logarithm is NaN",
        help="turn scores into log-probabilities: F.logsigmoid(scores) or F.log_softmax(scores, dim=1)",
        trail=x.trail,
    )


RULE = Rule(
    code="RL508",
    listens=(OpCall,),
    operations=("log",),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(9, 1)
y = torch.randint(0, 2, (8, 1)).float()
p = torch.clamp(net(torch.randn(8, 9)), 1e-7, 1 - 1e-7)
loss = -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()  # RL508
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Conv2d(3, 2, 3, padding=1)
heat, peaks = net(torch.randn(2, 3, 8, 8)), torch.rand(2, 2, 8, 8).round()
loss = -(torch.log(heat) * (1 - heat) ** 2 * peaks).sum()  # RL508
""",
    ),
    good=(
        """
import torch
share = torch.tensor(0.5, requires_grad=True)
loss = -(7 * torch.log(share) + 3 * torch.log(1 - share))
loss.backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(9, 1)
y = torch.randint(0, 2, (8, 1)).float()
p = torch.clamp(net(torch.randn(8, 9)).sigmoid(), 1e-7, 1 - 1e-7)
loss = -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
mean, spread = nn.Linear(9, 1), nn.Linear(9, 1)
x, y = torch.randn(8, 9), torch.randn(8, 1)
variance = torch.clamp(spread(x), min=1e-6)
loss = 0.5 * (torch.log(variance) + (y - mean(x)) ** 2 / variance).mean()
""",
    ),
)
