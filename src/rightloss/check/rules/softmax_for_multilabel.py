"""Labels that can be right together are scored with softmax.

## What it does
Reports softmax over several outputs that were trained with BCEWithLogitsLoss.

## Why it hurts
Softmax makes the labels compete: where two are right, neither gets a probability above one half.

## Example
```python
loss = F.binary_cross_entropy_with_logits(out, y)
scores = F.softmax(out, 1)
```

## Use instead
```python
scores = torch.sigmoid(out)
```

## Known limits
Seen only after the loss call, in the same run of the code.

## References
PyTorch documentation.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, OpCall, every
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """The very tensor that BCE with logits has seen."""
    if not isinstance(event, OpCall) or event.name != "softmax" or event.judged != "binary-cross-entropy":
        return
    if not every(event.result, lambda x: x.shape is None or len(x.shape) < 2 or x.shape[-1] != 1):
        return
    yield Report(
        node=event.node,
        message="softmax of outputs that are trained with BCEWithLogitsLoss, one question each",
        why="softmax makes the labels compete: two right ones share one probability",
        help="use a sigmoid",
    )


RULE = Rule(
    code="RL116",
    listens=(OpCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 4)
x, y = torch.randn(8, 5), torch.rand(8, 4)
out = net(x)
loss = F.binary_cross_entropy_with_logits(out, y)
scores = F.softmax(out, 1)  # RL116
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 4)
x, y = torch.randn(8, 5), torch.rand(8, 4)
out = net(x)
loss = F.binary_cross_entropy_with_logits(out, y)
scores = torch.sigmoid(out)
""",
    ),
)
