"""Log-softmax in front of cross-entropy does nothing: the loss applies it again.

## What it does
Reports a cross-entropy whose input went through log-softmax over the classes.

## Why it hurts
Log-softmax of log-probabilities is the same again, so the value is right; but a reader takes the model for one that fits NLLLoss, and a softmax at prediction is then wrong.

## Example
```python
loss = F.cross_entropy(F.log_softmax(net(x), dim=1), y)
```

## Use instead
```python
loss = F.nll_loss(F.log_softmax(net(x), dim=1), y)
```

## Known limits
Silent where dtypes or shapes are not certain.

## References
PyTorch documentation of the losses.
"""

import ast
from collections.abc import Iterator

from rightloss.check.fix import unwrap
from rightloss.check.flow.events import Event, LossCall, first
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common
from rightloss.findings import Fix


def check(event: Event) -> Iterator[Report]:
    """Every alternative is log-probabilities."""
    call = common.called(event, "cross-entropy")
    if call is None or not common.in_spaces(call.input, "log-probabilities"):
        return
    yield Report(
        node=call.node,
        message="log-softmax in front of cross-entropy is redundant: the loss applies it again",
        why="the value is right, but the loss fits raw scores and the model gives log-probabilities",
        help="use nll_loss, or drop the log-softmax",
        trail=first(call.input).trail,
        confidence="likely",
        fix=_fix(call),
    )


def _fix(call: LossCall) -> Fix | None:
    """Drop a log-softmax that stands in the call itself."""
    inner = call.inputs
    if not isinstance(inner, ast.Call) or not inner.args or isinstance(inner.args[0], ast.Starred):
        return None
    name = inner.func.attr if isinstance(inner.func, ast.Attribute) else getattr(inner.func, "id", "")
    if name != "log_softmax" or not isinstance(inner.func, ast.Name | ast.Attribute):
        return None
    if isinstance(inner.func, ast.Attribute) and not isinstance(inner.func.value, ast.Name):
        return None
    if isinstance(inner.func, ast.Attribute) and getattr(inner.func.value, "id", "") not in ("F", "torch"):
        return None
    return Fix(message="drop the redundant log_softmax", edits=unwrap(inner, inner.args[0]), safe=True, path=call.path)


RULE = Rule(
    code="RL103",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.cross_entropy(F.log_softmax(net(x), dim=1), y)  # RL103
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = nn.CrossEntropyLoss()(nn.Sequential(net, nn.LogSoftmax(1))(x), y)  # RL103
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.nll_loss(F.log_softmax(net(x), dim=1), y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.cross_entropy(net(x), y)
""",
    ),
)
