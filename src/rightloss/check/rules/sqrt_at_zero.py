"""The gradient of sqrt is infinite at 0.

## What it does
Reports the square root of something that is clamped to a minimum of exactly 0, through which gradients flow.

## Why it hurts
At 0 the gradient is infinite, and NaN once it is multiplied by the 0 of the clamp.

## Example
```python
s = (1 - c * c).clamp(min=0).sqrt()
```

## Use instead
```python
s = (1 - c * c).clamp(min=1e-7).sqrt()
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, OpCall, every
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """A clamp at 0 right in front of the root."""
    if not isinstance(event, OpCall) or event.name != "sqrt" or not event.args or not event.graded:
        return
    if not every(
        event.args[0], lambda x: x.low == 0 and x.made[0] in ("clamp", "clamp_min", "relu") and x.attached is not False
    ):
        return
    yield Report(
        node=event.node,
        message="the square root of something clamped to 0: its gradient there is infinite",
        why="infinity times the zero gradient of the clamp is NaN, and spreads to all parameters",
        help="clamp to a small positive number: clamp(min=1e-7)",
    )


RULE = Rule(
    code="RL503",
    listens=(OpCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
c = net(torch.randn(8, 5))
s = (1 - c * c).clamp(min=0).sqrt()  # RL503
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
c = net(torch.randn(8, 5))
s = (1 - c * c).clamp(min=1e-7).sqrt()
""",
    ),
)
