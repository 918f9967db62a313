"""Terms that are summed and terms that are averaged are added.

## What it does
Reports the sum of an averaged loss and a term that was summed over all examples and outputs of a model, as in a variational autoencoder.

## Why it hurts
The balance of the terms changes with the size of the batch and of the images.

## Example
```python
loss = F.mse_loss(recon, x) + kl.sum()
```

## Use instead
```python
loss = F.mse_loss(recon, x, reduction="sum") + kl.sum()
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, OpCall
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """A mean plus a sum."""
    if not isinstance(event, OpCall) or len(event.args) != 2:
        return
    spaces = [part.space or "" for part in event.args if isinstance(part, Tensor)]
    if (
        len(spaces) != 2
        or "summed" not in spaces
        or not any(s.startswith("loss:") and s.endswith(":mean") for s in spaces)
    ):
        return
    yield Report(
        node=event.node,
        message="a loss that is averaged over all elements is added to a term that is summed over them",
        why="the balance between them changes with the batch size and the size of an example",
        help="sum both per example, and average over the batch",
        confidence="likely",
    )


RULE = Rule(
    code="RL411",
    listens=(OpCall,),
    operations=("add",),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x = torch.randn(8, 5)
mu, log_var = net(x).chunk(2, dim=1)
kl = -0.5 * torch.sum(1 + log_var - mu.pow(2) - log_var.exp())
loss = F.mse_loss(mu, x) + kl  # RL411
""",
        """
import torch, torch.nn.functional as F
from torch import nn
class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.encode, self.decode = nn.Linear(9, 4), nn.Linear(2, 9)
    def forward(self, x):
        mean, log_variance = self.encode(x).chunk(2, dim=1)
        return torch.sigmoid(self.decode(mean)), mean, log_variance
x = torch.rand(8, 9)
made, mean, log_variance = VAE()(x)
kl = -0.5 * torch.sum(1 + log_variance - mean.pow(2) - log_variance.exp())
loss = nn.BCELoss()(made, x) + kl  # RL411
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.encode, self.decode = nn.Linear(9, 4), nn.Linear(2, 9)
    def forward(self, x):
        mean, log_variance = self.encode(x).chunk(2, dim=1)
        return torch.sigmoid(self.decode(mean)), mean, log_variance
x = torch.rand(8, 9)
made, mean, log_variance = VAE()(x)
kl = -0.5 * torch.sum(1 + log_variance - mean.pow(2) - log_variance.exp())
loss = nn.BCELoss(reduction="sum")(made, x) + kl
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x = torch.randn(8, 5)
mu, log_var = net(x).chunk(2, dim=1)
kl = -0.5 * torch.sum(1 + log_var - mu.pow(2) - log_var.exp())
loss = F.mse_loss(mu, x, reduction="sum") + kl
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 5)
x = torch.randn(8, 5)
loss = F.mse_loss(net(x), x) + 0.01 * sum(p.abs().sum() for p in net.parameters())
""",
    ),
)
