"""log(softmax(x)) is -inf where softmax underflows.

## What it does
Reports the logarithm taken directly of a softmax through which gradients flow.

## Why it hurts
For scores far apart softmax is exactly 0: the logarithm is -inf and the gradient NaN.

## Example
```python
log_p = torch.log(torch.softmax(net(x), 1))
```

## Use instead
```python
log_p = F.log_softmax(net(x), 1)
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

import ast
from collections.abc import Iterator

from rightloss.check.fix import log_of, rename, unwrap
from rightloss.check.flow.events import Event, OpCall, every, first
from rightloss.check.rule import Report, Rule
from rightloss.findings import Fix


def check(event: Event) -> Iterator[Report]:
    """Nothing between the activation and the logarithm."""
    if not isinstance(event, OpCall) or not event.args or not event.graded:
        return
    if not every(event.args[0], lambda x: x.space == "probabilities" and x.made[0] == "softmax" and x.attached is True):
        return
    yield Report(
        node=event.node,
        message="log(softmax(x)) is -inf, with a NaN gradient, where softmax underflows",
        why="in float32 that is at scores about 104 apart, in float16 at 17",
        help="log_softmax computes both at once, without the underflow",
        trail=first(event.args[0]).trail,
        fix=_fix(event),
    )


def _fix(event: OpCall) -> Fix | None:
    """Log-softmax in the form of the softmax, where the logarithm is taken of that very expression."""
    pair = log_of(event, "softmax")
    if pair is None or not isinstance(pair[1].func, ast.Attribute) or pair[1].func.attr != "softmax":
        return None
    outer, inner = pair
    edits = (*unwrap(outer, inner), rename(pair[1].func, "log_softmax"))
    return Fix(message="write log_softmax", edits=edits, safe=True, path=event.path)


RULE = Rule(
    code="RL501",
    listens=(OpCall,),
    operations=("log",),
    check=check,
    fix="Safe: writes log_softmax for both.",
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
log_p = torch.log(torch.softmax(net(x), 1))  # RL501
""",
        """
import torch, torch.nn.functional as F
from torch import nn
class Entropy(nn.Module):
    def __init__(self):
        super().__init__()
        self.normalise = nn.Softmax(dim=-1)
    def forward(self, x):
        p = self.normalise(x)
        return -(p * p.log()).sum(-1).mean()  # RL501
loss = Entropy()(nn.Linear(5, 3)(torch.randn(8, 5)))
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
x = nn.Linear(5, 3)(torch.randn(8, 5))
logp = torch.log_softmax(x, dim=-1)
entropy = -(logp.exp() * logp).sum(-1).mean()
safe = -(x.softmax(-1) * (x.softmax(-1) + 1e-9).log()).sum(-1).mean()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
log_p = F.log_softmax(net(x), 1)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
with torch.no_grad():
    log_p = torch.log(torch.softmax(net(x), 1))
""",
    ),
)
