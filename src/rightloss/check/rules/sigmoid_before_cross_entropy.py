"""Multi-class cross-entropy gets sigmoid outputs, which belong to binary cross-entropy.

## What it does
Reports a cross-entropy whose input went through a sigmoid.

## Why it hurts
With scores between 0 and 1 the loss cannot fall below ln(1 + (C - 1)/e): 0.313 for 2 classes, 1.461 for 10.

## Example
```python
loss = F.cross_entropy(torch.sigmoid(net(x)), y)
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

from rightloss.check.fix import drop
from rightloss.check.flow.events import Event, LossCall, first
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """Every alternative of the input is in a space that the loss does not take."""
    call = common.called(event, "cross-entropy")
    if call is None or not common.in_spaces(call.input, "independent-probabilities"):
        return
    yield Report(
        node=call.node,
        message="cross-entropy gets sigmoid outputs: it wants raw scores and applies log-softmax itself",
        why=common.floor(first(call.input)),
        help="pass the raw scores; a sigmoid belongs to BCELoss, and BCEWithLogitsLoss applies it itself",
        trail=first(call.input).trail,
        fix=drop(call.input, call.inputs, "sigmoid"),
    )


RULE = Rule(
    code="RL102",
    listens=(LossCall,),
    check=check,
    fix="Unsafe: drops the sigmoid.",
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.cross_entropy(torch.sigmoid(net(x)), y)  # RL102
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
act, criterion = nn.Sigmoid(), nn.CrossEntropyLoss()
out = act(net(x))
loss = criterion(out, y)  # RL102
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.cross_entropy(net(x), y)
p = torch.sigmoid(net(x))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
x, y = torch.randn(8, 5), torch.randint(0, 2, (8, 3)).float()
loss = F.binary_cross_entropy(torch.sigmoid(net(x)), y)
""",
    ),
)
