"""BCE with logits applies the sigmoid itself; its input went through one already.

## What it does
Reports a binary cross-entropy with logits whose input went through a sigmoid or softmax.

## Why it hurts
Every negative example costs at least ln 2 = 0.693 and every positive one 0.313, whatever the model does.

## Example
```python
loss = F.binary_cross_entropy_with_logits(torch.sigmoid(net(x)), y)
```

## Use instead
```python
loss = F.binary_cross_entropy_with_logits(net(x), y)
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
    call = common.called(event, "binary-cross-entropy", "multilabel-soft-margin", "soft-margin")
    if call is None or not common.in_spaces(call.input, "independent-probabilities", "probabilities"):
        return
    yield Report(
        node=call.node,
        message="this loss applies the sigmoid itself, and its input is a probability already",
        why="every negative example costs at least ln 2 = 0.693 and every positive one 0.313, whatever the model does",
        help="pass the raw scores, or use BCELoss on the probabilities",
        trail=first(call.input).trail,
        fix=drop(call.input, call.inputs, "sigmoid", "softmax"),
    )


RULE = Rule(
    code="RL106",
    listens=(LossCall,),
    check=check,
    fix="Unsafe: drops the sigmoid.",
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
x, y = torch.randn(8, 5), torch.randint(0, 2, (8, 3)).float()
loss = F.binary_cross_entropy_with_logits(torch.sigmoid(net(x)), y)  # RL106
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
x, y = torch.randn(8, 5), torch.randint(0, 2, (8, 3)).float()
criterion = nn.BCEWithLogitsLoss()
loss = criterion(nn.Sequential(net, nn.Sigmoid())(x), y)  # RL106
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
x, y = torch.randn(8, 5), torch.randint(0, 2, (8, 3)).float()
loss = F.binary_cross_entropy_with_logits(net(x), y)
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
