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
from rightloss.check.flow.values import UNKNOWN, Tensor
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """Known sizes that differ."""
    call = common.called(event, *common.CLASS_LOSSES, "binary-cross-entropy")
    if call is None:
        return
    binary = call.loss == "binary-cross-entropy"
    w = common.sized(call.options.get("pos_weight" if binary else "weight", UNKNOWN))
    if w is None or w.shape is None or len(w.shape) != 1 or not isinstance(call.input, Tensor):
        return
    count = _questions(call.input) if binary else common.classes(call.input)
    if count is None or not dims.differ(count, w.shape[0]) or (binary and w.shape[0] == 1):
        return
    if binary:
        yield _positive(call, w.shape[0], count)
        return
    yield Report(
        node=call.node,
        message=f"{w.shape[0]} class weights for {count} classes",
        why="it raises as soon as it runs",
        help="give one weight per class, in the order of the indices",
    )


def _questions(x: Tensor) -> int | None:
    """The number of labels per example: the last size of two dimensions."""
    size = x.shape[-1] if x.shape is not None and len(x.shape) == 2 else x.tail[0] if len(x.tail) == 1 else None
    return size if isinstance(size, int) else None


def _positive(call: LossCall, given: dims.Dim, count: int) -> Report:
    return Report(
        node=call.node,
        message=f"pos_weight has {given} numbers, and there {'is 1 output' if count == 1 else f'are {count} outputs'}",
        why="the loss is computed for every output with every weight" if count == 1 else "it raises as soon as it runs",
        help="one weight per output: the number of negative examples over that of positive ones",
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
        """
import torch
from torch import nn
net = nn.Linear(5, 1)
y = torch.randint(0, 2, (8, 1)).float()
criterion = nn.BCEWithLogitsLoss(pos_weight=torch.tensor([1.0, 4.0]))
loss = criterion(net(torch.randn(8, 5)), y)  # RL403
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
        """
import torch
from torch import nn
net = nn.Linear(5, 6)
y = torch.randint(0, 2, (8, 6)).float()
criterion = nn.BCEWithLogitsLoss(pos_weight=torch.tensor([4.0]))
loss = criterion(net(torch.randn(8, 5)), y)
""",
    ),
)
