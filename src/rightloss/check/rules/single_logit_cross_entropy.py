"""Cross-entropy over one output is always 0.

## What it does
Reports cross-entropy or NLL whose input has one class.

## Why it hurts
Softmax over one score is 1: the loss is 0 and nothing is learned; with float targets it is something else again.

## Example
```python
loss = F.cross_entropy(nn.Linear(5, 1)(x), y)
```

## Use instead
```python
loss = F.binary_cross_entropy_with_logits(nn.Linear(5, 1)(x).squeeze(1), y.float())
```

## Known limits
Silent where dtypes or shapes are not certain.

## References
PyTorch documentation of the losses.
"""

from collections.abc import Iterator

from rightloss.check.flow import dims
from rightloss.check.flow.events import Event, LossCall, every, first
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """Dimension 1 has size 1."""
    call = common.called(event, "cross-entropy")
    if call is None or not every(call.input, lambda x: common.classes(x) == 1):
        return
    yield Report(
        node=call.node,
        message=f"cross-entropy over one output{_shown(first(call.input))}",
        why="softmax over one score is always 1, so the loss does not depend on the model",
        help="use BCEWithLogitsLoss with one output, or give the model one output per class",
        trail=first(call.input).trail,
    )


def _shown(x: Tensor) -> str:
    return f": the input is {dims.shown(x.shape)}" if x.shape is not None else ""


RULE = Rule(
    code="RL307",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
loss = F.cross_entropy(net(torch.randn(8, 5)), torch.zeros(8, dtype=torch.long))  # RL307
""",
        """
import torch, torch.nn.functional as F
from torch import nn
class Sentiment(nn.Module):
    def __init__(self, outputs=1):
        super().__init__()
        self.words, self.out = nn.EmbeddingBag(100, 16), nn.Linear(16, outputs)
    def forward(self, ids):
        return self.out(self.words(ids))
y = torch.zeros(8, dtype=torch.long)
loss = nn.CrossEntropyLoss()(Sentiment()(torch.randint(0, 100, (8, 6))), y)  # RL307
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
class Sentiment(nn.Module):
    def __init__(self, outputs=1):
        super().__init__()
        self.words, self.out = nn.EmbeddingBag(100, 16), nn.Linear(16, outputs)
    def forward(self, ids):
        return self.out(self.words(ids))
y = torch.zeros(8, dtype=torch.long)
loss = nn.CrossEntropyLoss()(Sentiment(outputs=2)(torch.randint(0, 100, (8, 6))), y)
other = nn.BCEWithLogitsLoss()(Sentiment()(torch.randint(0, 100, (8, 6))), torch.rand(8, 1))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 2)
loss = F.cross_entropy(net(torch.randn(8, 5)), torch.zeros(8, dtype=torch.long))
""",
    ),
)
