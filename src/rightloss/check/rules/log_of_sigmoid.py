"""log(sigmoid(x)) is -inf where sigmoid underflows.

## What it does
Reports the logarithm taken directly of a sigmoid through which gradients flow.

## Why it hurts
For scores far apart sigmoid is exactly 0: the logarithm is -inf and the gradient NaN.

## Example
```python
log_p = torch.log(torch.sigmoid(net(x)))
```

## Use instead
```python
log_p = F.logsigmoid(net(x))
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
    """Nothing between the activation and the logarithm."""
    if not isinstance(event, OpCall) or event.name != "log" or not event.args or not event.graded:
        return
    if not every(
        event.args[0],
        lambda x: x.space == "independent-probabilities" and x.made[0] == "sigmoid" and x.attached is True,
    ):
        return
    yield Report(
        node=event.node,
        message="log(sigmoid(x)) is -inf, with a NaN gradient, where sigmoid underflows",
        why="in float32 that is at scores about 89 apart, in float16 at 17",
        help="logsigmoid computes both at once, without the underflow",
        trail=first(event.args[0]).trail,
    )


RULE = Rule(
    code="RL502",
    listens=(OpCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
log_p = torch.sigmoid(net(x)).log()  # RL502
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
log_p = F.logsigmoid(net(x))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
log_p = (torch.sigmoid(net(x)) + 1e-6).log()
""",
    ),
)
