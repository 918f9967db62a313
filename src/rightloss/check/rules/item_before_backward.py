"""The loss became a Python number before backward().

## What it does
Reports backward() on something that went through item(), float() or numpy(), and such a number that is returned to Lightning's or transformers' trainer, which calls backward() on it.

## Why it hurts
A number has no backward(); wrapped again it has no graph.

## Example
```python
loss = F.cross_entropy(net(x), y).item()
loss.backward()
```

## Use instead
```python
loss = F.cross_entropy(net(x), y)
loss.backward()
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Backward, Event, every
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """What is trained is a number."""
    if not isinstance(event, Backward) or not every(event.value, lambda x: x.hard == "item" and x.attached is False):
        return
    yield Report(
        node=event.node,
        message="backward() of a Python number: item() took the graph away",
        why="it raises as soon as it runs",
        help="call item() for the log only, after backward()",
    )


RULE = Rule(
    code="RL610",
    listens=(Backward,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loss = F.cross_entropy(net(x), y).item()
loss.backward()  # RL610
""",
        """
import torch, torch.nn.functional as F
from torch import nn
import lightning as L
class Model(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(5, 10)
    def training_step(self, batch, index):
        x, y = batch
        loss = F.cross_entropy(self.net(x), y)
        return loss.item()  # RL610
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
import lightning as L
class Model(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(5, 10)
    def training_step(self, batch, index):
        x, y = batch
        return {"loss": F.cross_entropy(self.net(x), y), "seen": 1}
    def validation_step(self, batch, index):
        x, y = batch
        return F.cross_entropy(self.net(x), y).item()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loss = F.cross_entropy(net(x), y)
loss.backward()
logged = loss.item()
""",
    ),
)
