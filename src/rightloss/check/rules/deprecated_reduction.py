"""size_average and reduce are deprecated; reduction replaces them.

## What it does
Reports losses that are given size_average or reduce.

## Why it hurts
They override reduction in ways that are easily misread, and will go.

## Example
```python
F.mse_loss(a, b, size_average=False)
```

## Use instead
```python
F.mse_loss(a, b, reduction="sum")
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, LossCall
from rightloss.check.flow.values import Const
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """Either argument, other than None."""
    if not isinstance(event, LossCall):
        return
    if event.options.get("reduction") == Const("elementwise_mean"):
        yield Report(
            node=event.made or event.node,
            path=event.made_path if event.made else event.path,
            message='reduction="elementwise_mean" is deprecated',
            why="it only warns today, and will be removed",
            help='write reduction="mean"',
            confidence="likely",
        )
    for name in ("size_average", "reduce"):
        value = event.options.get(name)
        if isinstance(value, Const) and value.value is not None:
            yield Report(
                node=event.node,
                message=f"{name} is deprecated",
                why="it overrides reduction, and will be removed",
                help='write reduction="mean", "sum" or "none"',
                confidence="likely",
            )


RULE = Rule(
    code="RL410",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loss = F.mse_loss(net(x), torch.randn(8, 10), size_average=False)  # RL410
""",
        """
import torch, torch.nn.functional as F
from torch import nn
criterion = nn.MSELoss(reduction="elementwise_mean")  # RL410
loss = criterion(nn.Linear(3, 1)(torch.randn(5, 3)), torch.randn(5, 1))
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
criterion = nn.MSELoss(reduction="mean")
loss = criterion(nn.Linear(3, 1)(torch.randn(5, 3)), torch.randn(5, 1))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loss = F.mse_loss(net(x), torch.randn(8, 10), reduction="sum")
""",
    ),
)
