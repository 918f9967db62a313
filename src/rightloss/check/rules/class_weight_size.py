"""There must be one weight per class.

## What it does
Reports class weights whose number is certain to differ from the number of classes.

## Why it hurts
It raises as soon as it runs.

## Example
```python
F.cross_entropy(net(x), y, weight=torch.ones(9))  # 10 classes
```

## Use instead
```python
F.cross_entropy(net(x), y, weight=torch.ones(10))
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

from collections.abc import Iterator

from rightloss.check.flow import dims
from rightloss.check.flow.events import Event, LossCall
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """Known sizes that differ."""
    call = common.called(event, *common.CLASS_LOSSES)
    if call is None or "weight" not in call.options:
        return
    x, w = common.sized(call.input), common.sized(call.options["weight"])
    if x is None or w is None or x.shape is None or w.shape is None or len(x.shape) < 2 or len(w.shape) != 1:
        return
    if not dims.differ(x.shape[1], w.shape[0]):
        return
    yield Report(
        node=call.node,
        message=f"{w.shape[0]} class weights for {x.shape[1]} classes",
        why="it raises as soon as it runs",
        help="give one weight per class, in the order of the indices",
    )


RULE = Rule(
    code="RL403",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loss = F.cross_entropy(net(x), y, weight=torch.ones(9))  # RL403
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loss = F.cross_entropy(net(x), y, weight=torch.ones(10))
""",
    ),
)
