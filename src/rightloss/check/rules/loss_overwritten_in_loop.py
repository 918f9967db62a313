"""A total is assigned in a loop instead of added to.

## What it does
Reports a total that starts at 0 and is assigned a new loss in every turn of a loop, so that only the last one is left.

## Why it hurts
All losses but the last are computed and thrown away.

## Example
```python
total = 0
for name in heads:
    total = losses[name](out[name], y[name])
```

## Use instead
```python
total = 0
for name in heads:
    total = total + losses[name](out[name], y[name])
```

## Known limits
Silent for loops of more than eight turns, which are not unrolled.

## References
PyTorch documentation.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Backward, Event, LoopEnd, Store
from rightloss.check.flow.values import Const, Tensor, Value
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """Stored over a loss that is not part of what is stored, after a start at 0."""
    if not isinstance(event, LoopEnd) or any(isinstance(part, Backward) for part in event.inside):
        return
    stores = [part for part in event.inside if isinstance(part, Store) and part.kind == "="]
    started = {part.target for part in stores if _is_zero(part.old)}
    for part in stores:
        if part.target in started and _lost(part):
            started.discard(part.target)
            yield Report(
                node=part.node,
                message=f"{part.target} starts at 0 and is overwritten in every turn of the loop",
                why="only the last loss is left, and trained",
                help=f"{part.target} = {part.target} + ...",
                path=part.path,
            )


def _is_zero(value: Value) -> bool:
    """0, 0.0 or torch.zeros(...)."""
    if isinstance(value, Tensor):
        return value.low == value.high == 0 and value.made[0] == ""
    return isinstance(value, Const) and value.value in (0, 0.0) and value.value is not None


def _lost(store: Store) -> bool:
    old, new = store.old, store.value
    if not isinstance(old, Tensor) or not isinstance(new, Tensor) or not old.terms or not new.terms:
        return False
    return old.attached is True and new.attached is True and not set(old.terms) <= set(new.terms)


RULE = Rule(
    code="RL607",
    listens=(LoopEnd,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 4)
x, y = torch.randn(8, 5), torch.rand(8, 4)
total = 0
for loss_fn in [F.mse_loss, F.l1_loss]:
    total = loss_fn(net(x), y)  # RL607
total.backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net, criterion = nn.Linear(5, 3), nn.CrossEntropyLoss()
views = [torch.randn(8, 5) for _ in range(4)]
y, total = torch.randint(0, 3, (8,)), torch.zeros(())
for view in views:
    total = criterion(net(view), y)  # RL607
total = total / len(views)
total.backward()
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net, criterion = nn.Linear(5, 3), nn.CrossEntropyLoss()
views = [torch.randn(8, 5) for _ in range(4)]
y, total = torch.randint(0, 3, (8,)), torch.zeros(())
for view in views:
    total = total + criterion(net(view), y)
total = total / len(views)
total.backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 4)
x, y = torch.randn(8, 5), torch.rand(8, 4)
total = 0
for loss_fn in [F.mse_loss, F.l1_loss]:
    total = total + loss_fn(net(x), y)
total.backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 4)
x, y = torch.randn(8, 5), torch.rand(8, 4)
loss = None
for loss_fn in [F.mse_loss, F.l1_loss]:
    loss = loss_fn(net(x), y)
""",
    ),
)
