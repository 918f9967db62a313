"""Softmax normalises over another dimension than the classes.

## What it does
Reports (log-)probabilities that sum to one over another dimension than 1, in front of a loss that has its classes there.

## Why it hurts
Normalised over the batch, each example takes probability from the others, and the classes of one example do not compete at all.

## Example
```python
loss = F.nll_loss(F.log_softmax(net(x), dim=0), y)
```

## Use instead
```python
loss = F.nll_loss(F.log_softmax(net(x), dim=1), y)
```

## Known limits
Silent where dtypes or shapes are not certain.

## References
PyTorch documentation of the losses.
"""

from collections.abc import Iterator

from rightloss.check.flow import dims
from rightloss.check.flow.events import Event, LossCall, every, first
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """The normalised dimension is certain, and is not dimension 1 of a batch."""
    call = common.called(event, "nll", "cross-entropy", "kl-divergence")
    if call is None or not every(call.input, lambda x: _wrong(x, call.loss)):
        return
    x = first(call.input)
    yield Report(
        node=call.node,
        message=f"softmax normalised over dimension {x.dim} of {dims.shown(x.shape)}, and the classes are elsewhere",
        why="the probabilities of one example's classes do not sum to one"
        if x.dim
        else "examples of a batch compete with each other",
        help="normalise over the classes: dim=1",
        trail=x.trail,
    )


def _wrong(x: Tensor, loss: str) -> bool:
    if x.space not in ("probabilities", "log-probabilities") or x.dim is None or x.shape is None or len(x.shape) < 2:
        return False
    classes = len(x.shape) - 1 if loss == "kl-divergence" else 1
    return x.dim % len(x.shape) not in ((1, classes) if loss == "kl-divergence" else (1,))


RULE = Rule(
    code="RL113",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.nll_loss(F.log_softmax(net(x), dim=0), y)  # RL113
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.nll_loss(F.log_softmax(net(x), dim=-1), y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
p = F.log_softmax(net(x), dim=0)
loss = F.nll_loss(p.t().contiguous().t().log_softmax(1), y)
""",
    ),
)
