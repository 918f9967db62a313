"""Class indices are regressed on as if they were quantities.

## What it does
Reports a squared or absolute error between several outputs per example and one class index per example.

## Why it hurts
Every output is pulled towards the number of the class, and the shapes are broadcast against each other.

## Example
```python
loss = F.mse_loss(net(x), y)  # 10 outputs, y: class indices
```

## Use instead
```python
loss = F.cross_entropy(net(x), y)
```

## Known limits
Silent where dtypes or shapes are not certain.

## References
PyTorch documentation of the losses.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, LossCall, every
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """One class index per example, several outputs."""
    call = common.called(event, *common.NUMBER_LOSSES)
    x = common.sized(call.input) if call is not None else None
    if call is None or x is None or x.shape is None or not every(call.target, lambda y: y.space == "class-index"):
        return
    last = x.shape[-1] if len(x.shape) > 1 else None
    if (
        not isinstance(last, int)
        or last < 2
        or not every(call.target, lambda y: y.shape is not None and len(y.shape) == len(x.shape or ()) - 1)
    ):
        return
    yield Report(
        node=call.node,
        message=f"{last} outputs per example are compared with one class index",
        why="class numbers are names: every output is pulled towards the number of the class",
        help="use cross-entropy",
    )


RULE = Rule(
    code="RL207",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.mse_loss(net(x), y)  # RL207
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = nn.MSELoss()(net(x), y.float())  # RL207
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.mse_loss(net(x), F.one_hot(y, 10).float())
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.mse_loss(net(x)[:, 0], y.float())
""",
    ),
)
