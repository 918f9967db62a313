"""The target of KL divergence is in log space and log_target is not set.

## What it does
Reports a KL divergence whose target is log-probabilities while log_target is left False, or the other way round, and a target of raw scores.

## Why it hurts
The logarithm of a negative number is taken: the terms of the target are dropped or NaN, and what is left is no divergence.

## Example
```python
loss = F.kl_div(log_p, F.log_softmax(t, 1))
```

## Use instead
```python
loss = F.kl_div(log_p, F.log_softmax(t, 1), log_target=True, reduction="batchmean")
```

## Known limits
Silent where dtypes or shapes are not certain.

## References
PyTorch documentation of the losses.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, LossCall, first
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common

_PLAIN = ("probabilities", "independent-probabilities")


def check(event: Event) -> Iterator[Report]:
    """Log-probabilities as target, and log_target certainly false."""
    call = common.called(event, "kl-divergence")
    if call is not None and common.option(call, "log_target", False) is True and common.in_spaces(call.target, *_PLAIN):
        yield Report(
            node=call.node,
            message="log_target is True, and the target is probabilities",
            why="their exponential is taken: a probability of 0 counts as 1, and one of 1 as 2.72",
            help="pass the log-probabilities, or drop log_target=True",
            trail=first(call.target).trail,
        )
    if call is None or common.option(call, "log_target", False) is not False:
        return
    if common.in_spaces(call.target, "scores"):
        yield Report(
            node=call.node,
            message="the target of kl_div is raw scores; it must be probabilities",
            why="the logarithm of negative numbers is taken, and the loss is no divergence",
            help="apply softmax to the target, or log_softmax with log_target=True",
            trail=first(call.target).trail,
        )
    if not common.in_spaces(call.target, "log-probabilities", "independent-log-probabilities"):
        return
    yield Report(
        node=call.node,
        message="the target of kl_div is log-probabilities, and log_target is False",
        why="the logarithm of the target is taken once more, of negative numbers",
        help="pass log_target=True, or the probabilities",
        trail=first(call.target).trail,
    )


RULE = Rule(
    code="RL111",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net, teacher, criterion = nn.Linear(5, 3), nn.Linear(5, 3), nn.KLDivLoss(reduction="batchmean", log_target=True)
x = torch.randn(8, 5)
loss = criterion(F.log_softmax(net(x), dim=1), F.softmax(teacher(x), dim=1).detach())  # RL111
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
t = F.log_softmax(torch.randn(8, 10), 1)
loss = F.kl_div(F.log_softmax(net(x), 1), t, reduction="batchmean")  # RL111
""",
        """
import torch, torch.nn.functional as F
from torch import nn
teacher, student = nn.Linear(5, 10), nn.Linear(5, 10)
x = torch.randn(8, 5)
loss = F.kl_div(F.log_softmax(student(x), 1), teacher(x).detach(), reduction="batchmean")  # RL111
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
teacher, student = nn.Linear(5, 10), nn.Linear(5, 10)
x = torch.randn(8, 5)
loss = F.kl_div(F.log_softmax(student(x), 1), teacher(x).detach().softmax(1), reduction="batchmean")
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net, teacher, criterion = nn.Linear(5, 3), nn.Linear(5, 3), nn.KLDivLoss(reduction="batchmean", log_target=True)
x = torch.randn(8, 5)
loss = criterion(F.log_softmax(net(x), dim=1), F.log_softmax(teacher(x), dim=1).detach())
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
t = F.log_softmax(torch.randn(8, 10), 1)
loss = F.kl_div(F.log_softmax(net(x), 1), t, reduction="batchmean", log_target=True)
""",
    ),
)
