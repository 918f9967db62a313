"""KL divergence with reduction "mean" is divided by the number of classes too.

## What it does
Reports KLDivLoss and kl_div whose reduction is "mean", which is also what they do when nothing is said.

## Why it hurts
The mean is over all elements, so the divergence comes out C times too small: against a second term of the loss, a
distillation over 1000 classes has a thousandth of the weight that its formula gives it.

## Example
```python
loss = F.kl_div(log_p, q)
```

## Use instead
```python
loss = F.kl_div(log_p, q, reduction="batchmean")
```

## Known limits
Silent where the reduction is not certain, and where the loss is given less than two dimensions.

## References
PyTorch documentation of KLDivLoss, and the warning that it gives.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, LossCall, every
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common

_LEGACY = ("size_average", "reduce")


def check(event: Event) -> Iterator[Report]:
    """The default, or "mean" itself, for something that has classes."""
    call = common.called(event, "kl-divergence")
    if call is None or common.option(call, "reduction", "mean") != "mean" or call.given & set(_LEGACY):
        return
    if not every(call.input, lambda x: x.dim is not None or (x.shape is not None and len(x.shape) > 1)):
        return
    yield Report(
        node=call.node,
        message='KL divergence with reduction "mean" is divided by the number of classes too',
        why="it is C times smaller than the divergence, and so is its gradient beside other terms",
        help='write reduction="batchmean"',
        confidence="likely",
    )


RULE = Rule(
    code="RL418",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net, teacher = nn.Linear(5, 10), nn.Linear(5, 10)
x = torch.randn(8, 5)
q = F.softmax(teacher(x), dim=1).detach()
loss = F.kl_div(F.log_softmax(net(x), dim=1), q)  # RL418
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net, teacher = nn.Linear(5, 10), nn.Linear(5, 10)
x = torch.randn(8, 5)
criterion = nn.KLDivLoss(reduction="mean")
loss = criterion(net(x).log_softmax(1), teacher(x).softmax(1).detach())  # RL418
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net, teacher = nn.Linear(5, 10), nn.Linear(5, 10)
x = torch.randn(8, 5)
q = F.softmax(teacher(x), dim=1).detach()
loss = F.kl_div(F.log_softmax(net(x), dim=1), q, reduction="batchmean")
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net, teacher = nn.Linear(5, 10), nn.Linear(5, 10)
x = torch.randn(8, 5)
def loss(reduction):
    q = teacher(x).softmax(1).detach()
    return F.kl_div(net(x).log_softmax(1), q, reduction=reduction)
""",
    ),
)
