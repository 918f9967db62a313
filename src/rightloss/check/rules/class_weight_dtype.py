"""Class weights must be floating.

## What it does
Reports losses whose weight or pos_weight is made of whole numbers.

## Why it hurts
It raises as soon as it runs.

## Example
```python
nn.CrossEntropyLoss(weight=torch.tensor([1, 5]))
```

## Use instead
```python
nn.CrossEntropyLoss(weight=torch.tensor([1.0, 5.0]))
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

from collections.abc import Iterator

from rightloss.catalog.registry import by_call
from rightloss.catalog.schema import Loss
from rightloss.check.flow.events import Build, Event, LossCall, every
from rightloss.check.flow.values import Const, Sequence, Tensor, Value
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """A weight tensor of whole numbers."""
    if isinstance(event, Build):
        yield from _built(event)
    call = common.called(event, *common.CLASS_LOSSES)
    if call is None or "weight" not in call.options:
        return
    value = call.options["weight"]
    if common.whole(value):
        yield _report(call, "whole numbers; it must be floating")
    if every(value, lambda w: w.dtype == "double") and every(call.input, lambda x: x.dtype == "float"):
        yield _report(call, "64-bit numbers, and the scores have 32")


def _report(call: LossCall, what: str) -> Report:
    return Report(
        node=call.node,
        message=f"weight has {what}",
        why="it raises as soon as it runs",
        help="write the weights in 32 bits: torch.tensor([1.0, 5.0], dtype=torch.float32)",
    )


def _built(event: Build) -> Iterator[Report]:
    """Weights that are no tensor."""
    entry = by_call().get(event.dotted)
    if not isinstance(entry, Loss) or not event.dotted.startswith("torch.nn."):
        return
    for name in ("weight", "pos_weight"):
        value = event.kwargs.get(name)
        if value is not None and (kind := _no_tensor(value)):
            yield Report(
                node=event.node,
                message=f"{name} is {kind}; it must be a tensor",
                why="it raises as soon as it runs",
                help=f"{name}=torch.tensor(..., dtype=torch.float32)",
            )


def _no_tensor(value: Value) -> str:
    if isinstance(value, Tensor):
        return "a numpy array" if value.array else ""
    if isinstance(value, Sequence):
        return f"a {value.kind}" if value.kind in ("list", "tuple") else ""
    return "a number" if isinstance(value, Const) and isinstance(value.value, int | float) else ""


RULE = Rule(
    code="RL402",
    listens=(LossCall, Build),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 2)
criterion = nn.CrossEntropyLoss(weight=torch.tensor([1, 5]))
loss = criterion(net(torch.randn(8, 5)), torch.randint(0, 2, (8,)))  # RL402
""",
        """
import numpy as np
from torch import nn
counts = np.array([900, 100])
criterion = nn.CrossEntropyLoss(weight=counts.sum() / counts)  # RL402
""",
        """
import numpy as np, torch
from torch import nn
net = nn.Linear(5, 2)
weight = torch.from_numpy(1000 / np.array([900, 100]))
criterion = nn.CrossEntropyLoss(weight=weight)
loss = criterion(net(torch.randn(8, 5)), torch.randint(0, 2, (8,)))  # RL402
""",
        """
import torch
from torch import nn
labels = torch.randint(0, 4, (500,))
counts = torch.bincount(labels, minlength=4)
criterion = nn.CrossEntropyLoss(weight=counts.max() // counts)
loss = criterion(nn.Linear(5, 4)(torch.randn(8, 5)), labels[:8])  # RL402
""",
    ),
    good=(
        """
import torch
from torch import nn
labels = torch.randint(0, 4, (500,))
counts = torch.bincount(labels, minlength=4)
criterion = nn.CrossEntropyLoss(weight=counts.max() / counts)
loss = criterion(nn.Linear(5, 4)(torch.randn(8, 5)), labels[:8])
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 2)
criterion = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 5]))
loss = criterion(net(torch.randn(8, 5)), torch.randint(0, 2, (8,)))
""",
        """
import torch
from torch import nn
net = nn.Linear(5, 1)
criterion = nn.BCEWithLogitsLoss(pos_weight=torch.tensor([3]))
loss = criterion(net(torch.randn(8, 5)), torch.rand(8, 1))
""",
    ),
)
