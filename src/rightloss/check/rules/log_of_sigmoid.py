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

from rightloss.check.fix import functional, last_step, log_of, operand, wrap
from rightloss.check.flow.events import Event, OpCall, every, first
from rightloss.check.rule import Report, Rule
from rightloss.findings import Fix


def check(event: Event) -> Iterator[Report]:
    """Nothing between the activation and the logarithm."""
    if not isinstance(event, OpCall) or not event.args or not event.graded:
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
        fix=_fix(event),
    )


def _fix(event: OpCall) -> Fix | None:
    """F.logsigmoid, which has no form as a method, where the logarithm is taken of that very expression."""
    pair = log_of(event, "sigmoid")
    step = last_step(event.args[0], "sigmoid")
    if pair is None or step is None or step.origin is None:
        return None
    module, inner = functional(step.origin.scope), operand(step.origin)
    if not module or inner is None or len(pair[1].args) + len(pair[1].keywords) > 1:
        return None
    edits = wrap(pair[0], inner, f"{module}.logsigmoid(", ")")
    return Fix(message="write logsigmoid", edits=edits, safe=True, path=event.path)


RULE = Rule(
    code="RL502",
    listens=(OpCall,),
    operations=("log",),
    check=check,
    fix="Safe: writes logsigmoid for both.",
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
log_p = torch.sigmoid(net(x)).log()  # RL502
""",
        """
import torch, torch.nn.functional as F
from torch import nn
class Logistic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(5, 1), nn.Sigmoid())
    def nll(self, x, y):
        p = self.net(x)
        return -(y * p.log() + (1 - y) * torch.log(1 - p)).mean()  # RL502
loss = Logistic().nll(torch.randn(8, 5), torch.rand(8, 1).round())
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
x, y = torch.randn(8, 5), torch.rand(8, 1).round()
loss = -(y * F.logsigmoid(net(x)) + (1 - y) * F.logsigmoid(-net(x))).mean()
""",
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
