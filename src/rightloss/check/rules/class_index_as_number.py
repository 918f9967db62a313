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

from rightloss.check.flow.events import Event, LossCall, every, first
from rightloss.check.flow.values import Tensor
from rightloss.check.known_data import LABEL
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """One class index per example, several outputs."""
    call = common.called(event, *common.NUMBER_LOSSES)
    if call is not None and common.attached(call.input) and every(call.target, _named):
        yield _numbered(call)
        return
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


def _named(y: Tensor) -> bool:
    """Class numbers of a known data set, with more than two of them."""
    return y.space == "class-index" and y.high > 1 and any(step.what.startswith(LABEL) for step in y.trail)


def _numbered(call: LossCall) -> Report:
    y = first(call.target)
    named = next(step.what for step in y.trail if step.what.startswith(LABEL))
    return Report(
        node=call.node,
        message=f"the target is the {named}: it is regressed on as if it were a quantity",
        why="class numbers are names: class 9 is not nine times class 1, and a mistake by one is no smaller than by eight",
        help="give the model one output per class, and use cross-entropy",
        trail=y.trail,
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
