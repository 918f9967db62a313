"""NLLLoss gets raw scores and wants log-probabilities.

## What it does
Reports an NLL loss whose input is the raw output of a layer.

## Why it hurts
The loss has no lower bound: it falls for ever by raising one score, and nothing makes the classes compete.

## Example
```python
loss = F.nll_loss(net(x), y)
```

## Use instead
```python
loss = F.cross_entropy(net(x), y)
```

## Known limits
Silent where another path reaches the same loss with a fitting input.

## References
PyTorch documentation of the losses.
"""

from collections.abc import Iterator

from rightloss.check.fix import other_loss
from rightloss.check.flow.arithmetic import SIMILARITIES
from rightloss.check.flow.events import Event, LossCall, first
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common

_RAW = ("scores", "non-negative", "symmetric-interval", SIMILARITIES)


def check(event: Event) -> Iterator[Report]:
    """Every alternative of the input is in a space that the loss does not take."""
    call = common.called(event, "nll")
    if call is None or not common.in_spaces(call.input, *_RAW) or call.skorch:
        return
    yield Report(
        node=call.node,
        message="NLLLoss gets raw scores; it wants log-probabilities",
        why="the loss has no lower bound: it falls for ever by raising one score, and nothing makes the classes compete",
        help="apply log_softmax before it, or use cross-entropy, which does",
        trail=first(call.input).trail,
        fix=other_loss(call, {"NLLLoss": "CrossEntropyLoss", "nll_loss": "cross_entropy"}),
    )


RULE = Rule(
    code="RL105",
    listens=(LossCall,),
    check=check,
    fix="Unsafe: writes CrossEntropyLoss for NLLLoss, or cross_entropy for nll_loss.",
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.nll_loss(net(x), y)  # RL105
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = nn.NLLLoss()(F.relu(net(x)), y)  # RL105
""",
        """
import torch, torch.nn.functional as F
from torch import nn
one, other = nn.Linear(5, 8), nn.Linear(6, 8)
a, b = F.normalize(one(torch.randn(4, 5)), dim=1), F.normalize(other(torch.randn(4, 6)), dim=1)
loss = F.nll_loss(a @ b.T / 0.07, torch.arange(4))  # RL105
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
one, other = nn.Linear(5, 8), nn.Linear(6, 8)
a, b = F.normalize(one(torch.randn(4, 5)), dim=1), F.normalize(other(torch.randn(4, 6)), dim=1)
loss = F.cross_entropy(a @ b.T / 0.07, torch.arange(4))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.nll_loss(F.log_softmax(net(x), 1), y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.cross_entropy(net(x), y)
""",
    ),
)
