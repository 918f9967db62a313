"""Softmax without dim picks one by the number of dimensions.

## What it does
Reports softmax or log-softmax without `dim` on a tensor of three dimensions, where it picks the batch.

## Why it hurts
For 3-D input the implicit dimension is 0: the examples of a batch compete with each other.

## Example
```python
p = F.log_softmax(scores)  # (N, T, C)
```

## Use instead
```python
p = F.log_softmax(scores, dim=-1)
```

## Known limits
Silent where dtypes or shapes are not certain.

## References
PyTorch documentation of the losses.
"""

import ast
from collections.abc import Iterator

from rightloss.check.fix import insert_argument, last_step, operand
from rightloss.check.flow.events import Event, OpCall, every, first
from rightloss.check.flow.values import Tensor, alternatives
from rightloss.check.rule import Report, Rule
from rightloss.findings import Fix

# The dimension of a layer's outputs.
_SCORES = {"Linear": -1, "Bilinear": -1, "Conv1d": 1}


def check(event: Event) -> Iterator[Report]:
    """No dim, and a rank for which torch picks dimension 0."""
    if not isinstance(event, OpCall):
        return
    if "dim" in event.kwargs or len(event.args) != 1 or not every(event.args[0], _three):
        return
    yield Report(
        node=event.node,
        message=f"{event.name} without dim normalises a 3-D tensor over dimension 0, the batch",
        why="examples of a batch compete with each other",
        help="say which dimension: dim=-1",
        trail=first(event.args[0]).trail,
        fix=_fix(event),
    )


def _three(x: Tensor) -> bool:
    return x.shape is not None and len(x.shape) == 3


def _fix(event: OpCall) -> Fix | None:
    """The layer in front says where its scores are; softmax is told where it is made or called."""
    dims_ = {_SCORES.get(x.made[0]) for x in alternatives(event.args[0]) if isinstance(x, Tensor)}
    dim = dims_.pop() if len(dims_) == 1 else None
    step = last_step(event.result, event.name)
    if dim is None or step is None or step.origin is None:
        return None
    layer = step.origin.layer
    node, path = (layer.node, layer.path) if layer is not None else (step.origin.node, event.path)
    if not isinstance(node, ast.Call) or (layer is None and operand(step.origin) is None):
        return None
    return Fix(message=f"write dim={dim}", edits=(insert_argument(node, f"dim={dim}"),), safe=True, path=path)


RULE = Rule(
    code="RL114",
    listens=(OpCall,),
    operations=("softmax", "log_softmax", "softmin"),
    check=check,
    fix="Safe: writes the dimension of the scores, where a linear layer or a convolution made them.",
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
scores = net(torch.randn(8, 4, 5))
p = F.log_softmax(scores)  # RL114
""",
        """
import torch, torch.nn.functional as F
from torch import nn
class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn, self.out = nn.LSTM(4, 8, batch_first=True), nn.Linear(8, 5)
        self.normalise = nn.LogSoftmax()
    def forward(self, x):
        states, _ = self.rnn(x)
        return self.normalise(self.out(states))  # RL114
scores = Tagger()(torch.randn(3, 6, 4))
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn, self.out = nn.LSTM(4, 8, batch_first=True), nn.Linear(8, 5)
        self.normalise = nn.LogSoftmax(dim=-1)
    def forward(self, x):
        states, _ = self.rnn(x)
        return self.normalise(self.out(states))
scores = Tagger()(torch.randn(3, 6, 4))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
scores = net(torch.randn(8, 4, 5))
p = F.log_softmax(scores, dim=-1)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
scores = net(torch.randn(8, 5))
p = F.log_softmax(scores)
""",
    ),
)
