"""The epsilon vanishes in half precision.

## What it does
Reports clamping a half-precision tensor to 1 minus an epsilon too small for it.

## Why it hurts
1 - 1e-6 is 1 in float16 and bfloat16: the clamp does nothing, and log(1 - p) is -inf.

## Example
```python
p.half().clamp(max=1 - 1e-6)
```

## Use instead
```python
p.float().clamp(max=1 - 1e-6)
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

from collections.abc import Iterator

from rightloss.check.flow.arguments import number
from rightloss.check.flow.events import Event, OpCall, every
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """An upper bound that rounds to 1."""
    if not isinstance(event, OpCall) or not event.args:
        return
    bounds = [number(value) for value in (*event.args[1:], *event.kwargs.values())]
    near = [bound for bound in bounds if bound is not None and 1 - 2.0**-12 < bound < 1]
    if not near or not every(event.args[0], lambda x: x.dtype == "half"):
        return
    yield Report(
        node=event.node,
        message=f"{near[0]!r} is 1 in half precision, so the clamp does nothing",
        why="a logarithm of 1 - p after it is -inf",
        help="compute this part in float32: .float() before the clamp",
    )


RULE = Rule(
    code="RL505",
    listens=(OpCall,),
    operations=("clamp", "clamp_max"),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
p = torch.rand(4, dtype=torch.bfloat16)
q = torch.log1p(-p.clamp(max=1 - 1e-6))  # RL505
""",
        """
import torch, torch.nn.functional as F
from torch import nn
class Stable(nn.Module):
    def forward(self, p, y):
        p = torch.clamp(p.half(), 1e-4, 1 - 1e-5)  # RL505
        return -(y * p.log() + (1 - y) * (1 - p).log()).mean()
loss = Stable()(torch.sigmoid(nn.Linear(5, 1)(torch.randn(8, 5))), torch.rand(8, 1).half())
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
class Stable(nn.Module):
    def forward(self, p, y):
        p = torch.clamp(p, 1e-7, 1 - 1e-5)
        return -(y * p.log() + (1 - y) * (1 - p).log()).mean()
loss = Stable()(torch.sigmoid(nn.Linear(5, 1)(torch.randn(8, 5))), torch.rand(8, 1))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
p = torch.rand(4, dtype=torch.bfloat16)
q = torch.log1p(-p.float().clamp(max=1 - 1e-6))
""",
    ),
)
