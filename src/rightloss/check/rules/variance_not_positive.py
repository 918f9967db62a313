"""A variance that can be negative.

## What it does
Reports gaussian_nll_loss whose variance is the raw output of a layer.

## Why it hurts
A negative variance raises, and a log-variance passed as a variance is wrong without a word.

## Example
```python
F.gaussian_nll_loss(mean, y, raw)
```

## Use instead
```python
F.gaussian_nll_loss(mean, y, F.softplus(raw))
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, LossCall, first
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """The var argument is raw scores."""
    call = common.called(event, "gaussian-nll")
    if (
        call is None
        or "var" not in call.options
        or not common.in_spaces(call.options["var"], "scores", "symmetric-interval")
    ):
        return
    yield Report(
        node=call.node,
        message="the variance is the raw output of a layer, which can be negative",
        why="a negative variance raises; a log-variance must be exponentiated first",
        help="make it positive: F.softplus(raw) or raw.exp()",
        trail=first(call.options["var"]).trail,
    )


RULE = Rule(
    code="RL506",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 2)
mean, var = net(torch.randn(8, 5)).unbind(1)
loss = F.gaussian_nll_loss(mean, torch.randn(8), var)  # RL506
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 2)
mean, var = net(torch.randn(8, 5)).unbind(1)
loss = F.gaussian_nll_loss(mean, torch.randn(8), F.softplus(var))
""",
    ),
)
