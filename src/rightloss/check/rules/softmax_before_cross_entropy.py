"""Cross-entropy applies log-softmax itself; its input is normalised already.

## What it does
Reports a cross-entropy whose input went through softmax.

## Why it hurts
The loss sees scores between 0 and 1 whatever the model does. It cannot fall below ln(1 + (C - 1)/e), which is 1.46 for
ten classes, and the gradients are about 1/C of what they should be: the model trains, slowly and badly, without a word.

## Example
```python
probs = F.softmax(model(x), dim=1)
loss = F.cross_entropy(probs, y)
```

## Use instead
```python
loss = F.cross_entropy(model(x), y)
```

## Known limits
Silent where a path without the softmax reaches the same loss (`if self.training`), and for soft labels made by softmax.

## References
PyTorch documentation of torch.nn.CrossEntropyLoss.
"""

from collections.abc import Iterator

from rightloss.check.fix import drop
from rightloss.check.flow.events import Event, LossCall, every, first
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """Every alternative of the input is normalised."""
    assert isinstance(event, LossCall)
    if event.loss != "cross-entropy" or not every(event.input, lambda x: x.space == "probabilities"):
        return
    x = first(event.input)
    yield Report(
        node=event.node,
        message="cross-entropy gets probabilities: softmax was applied before, and the loss applies it again",
        why=common.floor(x),
        help="pass the raw scores; apply softmax only to predict",
        trail=x.trail,
        fix=drop(event.input, event.inputs, "softmax"),
    )


RULE = Rule(
    code="RL101",
    listens=(LossCall,),
    check=check,
    fix="Unsafe: drops the softmax.",
    bad=(
        """
import torch, torch.nn.functional as F
model = torch.nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
probs = F.softmax(model(x), dim=1)
loss = F.cross_entropy(probs, y)  # RL101
""",
        """
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(5, 10), nn.Softmax(dim=-1))
    def forward(self, x):
        return self.body(x)
net, criterion = Net(), nn.CrossEntropyLoss()
def train(loader):
  for x, y in loader:
    loss = criterion(net(x), y)  # RL101
""",
        """
from torch import nn, optim
from ignite.engine import create_supervised_trainer
net = nn.Sequential(nn.Linear(5, 3), nn.Softmax(dim=1))
trainer = create_supervised_trainer(net, optim.SGD(net.parameters(), lr=0.1), nn.CrossEntropyLoss())  # RL101
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
model = torch.nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
probs = F.softmax(model(x), dim=1)
loss = F.cross_entropy(model(x), y)
""",
        """
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(5, 10)
    def forward(self, x):
        x = self.body(x)
        return x if self.training else x.softmax(-1)
net, criterion = Net(), nn.CrossEntropyLoss()
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = criterion(net(x), y)
""",
    ),
)
