"""Raw scores are compared with 0.5, which belongs to probabilities.

## What it does
Reports the comparison with 0.5 of outputs that BCEWithLogitsLoss was computed from.

## Why it hurts
A score of 0.5 is a probability of 0.62: everything between one half and 0.62 is called negative.

## Example
```python
loss = F.binary_cross_entropy_with_logits(out, y)
hits = out > 0.5
```

## Use instead
```python
hits = out > 0  # or torch.sigmoid(out) > 0.5
```

## Known limits
Seen only after the loss call, in the same run of the code.

## References
PyTorch documentation.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, OpCall
from rightloss.check.flow.values import Const
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """A comparison with exactly one half."""
    if isinstance(event, OpCall) and event.name == "round" and event.judged == "binary-cross-entropy":
        yield Report(
            node=event.node,
            message="raw scores (BCEWithLogitsLoss was computed from them) are rounded",
            why="scores are no probabilities: 1.6 rounds to 2, which is no label, and 0.4 to 0, although it says yes",
            help="round their sigmoid, or compare the scores with 0",
        )
        return
    if (
        not isinstance(event, OpCall)
        or event.name not in ("gt", "ge", "lt", "le")
        or event.judged != "binary-cross-entropy"
    ):
        return
    if len(event.args) != 2 or event.args[1] != Const(0.5):
        return
    yield Report(
        node=event.node,
        message="raw scores (BCEWithLogitsLoss was computed from them) are compared with 0.5",
        why="a score of 0.5 is a probability of 0.62",
        help="compare scores with 0, or their sigmoid with 0.5",
    )


RULE = Rule(
    code="RL120",
    listens=(OpCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net, y = nn.Linear(5, 1), torch.ones(8, 1)
out = net(torch.randn(8, 5))
loss = F.binary_cross_entropy_with_logits(out, y)
right = torch.round(out) == y  # RL120
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 4)
x, y = torch.randn(8, 5), torch.rand(8, 4)
out = net(x)
loss = F.binary_cross_entropy_with_logits(out, y)
hits = out.detach() > 0.5  # RL120
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net, y = nn.Linear(5, 1), torch.ones(8, 1)
out = net(torch.randn(8, 5))
loss = F.binary_cross_entropy_with_logits(out, y)
right = torch.round(torch.sigmoid(out)) == y
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 4)
x, y = torch.randn(8, 5), torch.rand(8, 4)
out = net(x)
loss = F.binary_cross_entropy_with_logits(out, y)
hits = out.sigmoid() > 0.5
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 4)
x, y = torch.randn(8, 5), torch.rand(8, 4)
out = net(x)
loss = F.mse_loss(out, y)
hits = out > 0.5
""",
    ),
)
