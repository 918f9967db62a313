"""squeeze() without a dimension drops the batch when it has one example.

## What it does
Reports squeeze() without a dimension of a model's output, where the number of examples and the batch size show that the last batch has one example.

## Why it hurts
The last batch loses its first dimension as well: the shapes no longer fit, which raises or broadcasts once per epoch.

## Example
```python
loader = DataLoader(data, batch_size=4)  # 9 examples
out = net(x).squeeze()
```

## Use instead
```python
out = net(x).squeeze(1)
```

## Known limits
Silent where the number of examples is not known.

## References
PyTorch documentation of squeeze.
"""

from collections.abc import Iterator

from rightloss.check.flow import dims
from rightloss.check.flow.data import LAST_OF_ONE
from rightloss.check.flow.events import Event, OpCall, every, first
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """No dimension given, and a batch that is one example at the end."""
    if not isinstance(event, OpCall) or len(event.args) != 1 or event.kwargs:
        return
    if not every(event.args[0], _ends_with_one):
        return
    yield Report(
        node=event.node,
        message=f"squeeze() of {dims.shown(first(event.args[0]).shape)} drops the first dimension of the last batch too",
        why="the last batch has one example: its shape no longer fits that of the target",
        help="name the dimension: squeeze(1) or squeeze(-1)",
    )


def _ends_with_one(x: Tensor) -> bool:
    batch = x.shape[0] if x.shape and len(x.shape) > 1 else None
    return bool(x.source) and isinstance(batch, dims.Size) and batch.symbols[0].startswith(LAST_OF_ONE)


RULE = Rule(
    code="RL308",
    listens=(OpCall,),
    operations=("squeeze",),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
net = nn.Linear(5, 1)
for x, y in DataLoader(TensorDataset(torch.randn(9, 5), torch.rand(9)), batch_size=4):
    out = net(x).squeeze()  # RL308
    loss = F.binary_cross_entropy_with_logits(out, y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(5, 1)
    def forward(self, x):
        return torch.squeeze(self.out(x))  # RL308
net, criterion = Net(), nn.BCEWithLogitsLoss()
for x, y in DataLoader(TensorDataset(torch.randn(17, 5), torch.rand(17)), batch_size=8):
    loss = criterion(net(x), y)
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
net, criterion = nn.Linear(5, 1), nn.BCEWithLogitsLoss()
for x, y in DataLoader(TensorDataset(torch.randn(17, 5), torch.rand(17)), batch_size=8, drop_last=True):
    loss = criterion(net(x).squeeze(), y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
net = nn.Linear(5, 1)
for x, y in DataLoader(TensorDataset(torch.randn(9, 5), torch.rand(9)), batch_size=4):
    out = net(x).squeeze(1)
    loss = F.binary_cross_entropy_with_logits(out, y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
net = nn.Linear(5, 1)
for x, y in DataLoader(TensorDataset(torch.randn(9, 5), torch.rand(9)), batch_size=4, drop_last=True):
    out = net(x).squeeze()
    loss = F.binary_cross_entropy_with_logits(out, y)
""",
    ),
)
