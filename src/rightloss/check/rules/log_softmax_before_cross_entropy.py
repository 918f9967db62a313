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

from collections.abc import Iterator
from dataclasses import replace

from rightloss.check.fix import drop, last_step
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
    """Drop it; in the call itself that leaves the value as it is, elsewhere a model returns something else."""
    fix = drop(call.input, call.inputs, "log_softmax")
    step = last_step(call.input, "log_softmax")
    at_call = step is not None and step.origin is not None and step.origin.node is call.inputs
    return replace(fix, safe=at_call) if fix is not None else None


RULE = Rule(
    code="RL103",
    listens=(LossCall,),
    check=check,
    fix="Safe in the call of the loss, unsafe in the model: drops the log-softmax.",
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
