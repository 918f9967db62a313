"""BCELoss gets raw scores and wants probabilities.

## What it does
Reports a binary cross-entropy on probabilities whose input is a raw score or a log-probability.

## Why it hurts
It raises as soon as a value leaves [0, 1].

## Example
```python
loss = F.binary_cross_entropy(net(x), y)
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

from rightloss.check.fix import other_loss
from rightloss.check.flow.events import Event, LossCall, first
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common
from rightloss.findings import Fix


def check(event: Event) -> Iterator[Report]:
    """Every alternative of the input is in a space that the loss does not take."""
    call = common.called(event, "binary-cross-entropy-on-probabilities")
    if call is None or not common.in_spaces(
        call.input, "scores", "symmetric-interval", "log-probabilities", "independent-log-probabilities"
    ):
        return
    yield Report(
        node=call.node,
        message="BCELoss gets values outside [0, 1]; it wants probabilities",
        why="it raises as soon as a value leaves [0, 1]",
        help="use BCEWithLogitsLoss on the raw scores",
        trail=first(call.input).trail,
        fix=_fix(call),
    )


def _fix(call: LossCall) -> Fix | None:
    """Bounded values are no scores, and log-probabilities want another activation."""
    return other_loss(call, common.WITH_LOGITS) if common.in_spaces(call.input, "scores") else None


RULE = Rule(
    code="RL107",
    listens=(LossCall,),
    check=check,
    fix="Unsafe: writes BCEWithLogitsLoss for BCELoss, where the input is raw scores.",
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
x, y = torch.randn(8, 5), torch.randint(0, 2, (8, 3)).float()
loss = F.binary_cross_entropy(net(x), y)  # RL107
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
x, y = torch.randn(8, 5), torch.randint(0, 2, (8, 3)).float()
loss = nn.BCELoss()(torch.tanh(net(x)), y)  # RL107
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
x, y = torch.randn(8, 5), torch.randint(0, 2, (8, 3)).float()
loss = F.binary_cross_entropy(net(x).sigmoid(), y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
x, y = torch.randn(8, 5), torch.randint(0, 2, (8, 3)).float()
loss = F.binary_cross_entropy_with_logits(net(x), y)
""",
    ),
)
