"""A term of the loss is cut off the graph on both sides.

## What it does
Reports a loss that is trained although both of its arguments are certain to be detached, or were computed under no_grad.

## Why it hurts
The term is a constant: it changes the value of the loss and no parameter.

## Example
```python
loss = F.mse_loss(net(x).detach(), y)
loss.backward()
```

## Use instead
```python
loss = F.mse_loss(net(x), y)
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

import ast
from collections.abc import Iterator

from rightloss.check.flow.events import Backward, Event
from rightloss.check.flow.values import Tensor, alternatives
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """A term of what is trained was detached."""
    if not isinstance(event, Backward):
        return
    for value in alternatives(event.value):
        if not isinstance(value, Tensor):
            continue
        for term in value.terms:
            # Without any graph the whole loss is reported, not a term.
            cut = term.hard == "detach" or (term.hard == "no_grad" and value.attached is True)
            if term.attached is False and cut:
                yield Report(
                    node=ast.Pass(
                        lineno=term.line, col_offset=term.column, end_lineno=term.line, end_col_offset=term.column + 1
                    ),
                    message="this term of the loss is detached from the model",
                    why="it changes the value of the loss and no parameter",
                    help="detach only the side that must not be trained",
                    path=term.path,
                )


RULE = Rule(
    code="RL603",
    listens=(Backward,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loss = F.mse_loss(net(x).detach(), torch.rand(8, 10))  # RL603
total = loss + F.cross_entropy(net(x), y)
total.backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
class Perceptual(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Conv2d(3, 8, 3)
    def forward(self, made, real):
        with torch.no_grad():
            wanted = self.features(real)
        return F.l1_loss(self.features(made).detach(), wanted)  # RL603
net, perceptual, image = nn.Conv2d(3, 3, 1), Perceptual(), torch.rand(2, 3, 8, 8)
made = net(image)
loss = F.mse_loss(made, image) + 0.1 * perceptual(made, image)
loss.backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
class Perceptual(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Conv2d(3, 8, 3).requires_grad_(False)
    @torch.no_grad()
    def features(self, image):
        return self.net(image)
    def forward(self, made, real):
        return F.l1_loss(self.features(made), self.features(real))  # RL603
net, perceptual, image = nn.Conv2d(3, 3, 1), Perceptual(), torch.rand(2, 3, 8, 8)
loss = F.mse_loss(net(image), image) + 0.1 * perceptual(net(image), image)
loss.backward()
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
centres = nn.Linear(5, 3)(torch.randn(3, 5))
def loss(backbone, x, y):
    return F.cross_entropy(torch.cat([backbone(x), centres.detach()]), y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net, teacher = nn.Linear(5, 3), nn.Linear(5, 3)
x, y = torch.randn(8, 5), torch.randint(0, 3, (8,))
with torch.no_grad():
    weight = torch.exp(-F.cross_entropy(teacher(x), y, reduction="none"))
loss = (weight * F.cross_entropy(net(x), y, reduction="none")).mean()
loss.backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
class Perceptual(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Conv2d(3, 8, 3)
    def forward(self, made, real):
        return F.l1_loss(self.features(made), self.features(real).detach())
net, perceptual, image = nn.Conv2d(3, 3, 1), Perceptual(), torch.rand(2, 3, 8, 8)
made = net(image)
loss = F.mse_loss(made, image) + 0.1 * perceptual(made, image)
loss.backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loss = F.mse_loss(net(x), net(x).detach())
loss.backward()
""",
    ),
)
