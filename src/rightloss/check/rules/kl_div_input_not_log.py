"""The input of KL divergence must be log-probabilities.

## What it does
Reports a KL divergence whose first argument is not in log space.

## Why it hurts
The loss is not a divergence: it can be negative, and its minimum is not where the distributions agree.

## Example
```python
loss = F.kl_div(F.softmax(net(x), 1), p)
```

## Use instead
```python
loss = F.kl_div(F.log_softmax(net(x), 1), p, reduction="batchmean")
```

## Known limits
Silent where another path reaches the same loss with a fitting input.

## References
PyTorch documentation of the losses.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, LossCall, first
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """Every alternative of the input is in a space that the loss does not take."""
    call = common.called(event, "kl-divergence")
    if call is None or not common.in_spaces(
        call.input, "probabilities", "independent-probabilities", "scores", "non-negative"
    ):
        return
    yield Report(
        node=call.node,
        message="the input of kl_div must be log-probabilities; only its target is a probability",
        why="the loss is not a divergence: it can be negative, and its minimum is not where the distributions agree",
        help="apply log_softmax to the input (and softmax to the target)",
        trail=first(call.input).trail,
    )


RULE = Rule(
    code="RL110",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
p = torch.rand(8, 10).softmax(1)
loss = F.kl_div(F.softmax(net(x), 1), p, reduction="batchmean")  # RL110
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
p = torch.rand(8, 10).softmax(1)
loss = nn.KLDivLoss(reduction="batchmean")(net(x), p)  # RL110
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
student, teacher = nn.Linear(5, 10), nn.Linear(5, 10)
x = torch.randn(8, 5)
loss = nn.KLDivLoss(reduction="batchmean")(student(x).log_softmax(-1), teacher(x).detach().softmax(-1))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
p = torch.rand(8, 10).softmax(1)
loss = F.kl_div(F.log_softmax(net(x), 1), p, reduction="batchmean")
""",
    ),
)
