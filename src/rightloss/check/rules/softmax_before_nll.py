"""NLLLoss gets probabilities and wants log-probabilities.

## What it does
Reports an NLL loss whose input is a probability. Silent in files that import skorch, whose NLLLoss takes the logarithm.

## Why it hurts
The loss is then minus a probability: it lies between -1 and 0, and its gradient does not grow when the model is wrong.

## Example
```python
loss = F.nll_loss(F.softmax(net(x), dim=1), y)
```

## Use instead
```python
loss = F.nll_loss(F.log_softmax(net(x), dim=1), y)
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
    call = common.called(event, "nll")
    if call is None or not common.in_spaces(call.input, "probabilities", "independent-probabilities") or call.skorch:
        return
    yield Report(
        node=call.node,
        message="NLLLoss gets probabilities; it wants log-probabilities and does not take the logarithm itself",
        why="the loss is then minus a probability: it lies between -1 and 0, and its gradient does not grow when the model is wrong",
        help="use log_softmax instead of softmax, or cross-entropy on the raw scores",
        trail=first(call.input).trail,
    )


RULE = Rule(
    code="RL104",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.nll_loss(F.softmax(net(x), dim=1), y)  # RL104
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
criterion = nn.NLLLoss()
loss = criterion(nn.Sequential(net, nn.Softmax(1))(x), y)  # RL104
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.nll_loss(F.log_softmax(net(x), dim=1), y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.nll_loss(torch.log(F.softmax(net(x), dim=1) + 1e-9), y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
from skorch import NeuralNetClassifier

net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.nll_loss(F.softmax(net(x), dim=1), y)
""",
    ),
)
