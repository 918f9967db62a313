"""The loss gets a tuple or dict instead of a tensor.

## What it does
Reports a loss whose first argument is certain to be a tuple, list or dict.

## Why it hurts
It raises as soon as it runs: models with several heads or auxiliary outputs return more than one tensor.

## Example
```python
loss = F.cross_entropy(net(x), y)  # net returns (logits, aux)
```

## Use instead
```python
logits, aux = net(x)
loss = F.cross_entropy(logits, y)
```

## Known limits
Silent where dtypes or shapes are not certain.

## References
PyTorch documentation of the losses.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, LossCall
from rightloss.check.flow.values import Sequence, Table, alternatives
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """Every alternative is a container."""
    if not isinstance(event, LossCall):
        return
    if not all(
        isinstance(part, Sequence | Table) and part.names and getattr(part, "kind", "") != "sequential"
        for part in alternatives(event.input)
    ):
        return
    yield Report(
        node=event.node,
        message="the loss gets a tuple or dict; its input must be a tensor",
        why="it raises as soon as it runs",
        help="unpack the output of the model, and pass the tensor that the loss is for",
    )


RULE = Rule(
    code="RL212",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
lstm = nn.LSTM(5, 5)
loss = F.mse_loss(lstm(torch.randn(3, 2, 5)), torch.randn(3, 2, 5))  # RL212
""",
        """
import torch, torch.nn.functional as F
from torch import nn
class TwoHeads(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(5, 3), nn.Linear(5, 3)
    def forward(self, x):
        return {"main": self.a(x), "aux": self.b(x)}
loss = nn.CrossEntropyLoss()(TwoHeads()(torch.randn(8, 5)), torch.randint(0, 3, (8,)))  # RL212
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
class TwoHeads(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(5, 3), nn.Linear(5, 3)
    def forward(self, x):
        return {"main": self.a(x), "aux": self.b(x)}
loss = nn.CrossEntropyLoss()(TwoHeads()(torch.randn(8, 5))["main"], torch.randint(0, 3, (8,)))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
lstm = nn.LSTM(5, 5)
out, state = lstm(torch.randn(3, 2, 5))
loss = F.mse_loss(out, torch.randn(3, 2, 5))
""",
    ),
)
