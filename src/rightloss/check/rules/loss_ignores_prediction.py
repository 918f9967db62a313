"""Both sides of the divergence are made of the same scores.

## What it does
Reports a KL divergence between log-softmax and softmax of the same tensor.

## Why it hurts
It is always 0, so nothing is learned from it: one side should come from another model.

## Example
```python
loss = F.kl_div(F.log_softmax(t, 1), F.softmax(t, 1))
```

## Use instead
```python
loss = F.kl_div(F.log_softmax(student, 1), F.softmax(teacher, 1))
```

## Known limits
Silent where dtypes or shapes are not certain.

## References
PyTorch documentation of the losses.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, LossCall
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """Value numbering shows the same operand."""
    call = common.called(event, "kl-divergence", "cross-entropy", "mse", "l1")
    if call is None or not isinstance(call.input, Tensor) or not isinstance(call.target, Tensor):
        return
    a, b = call.input, call.target
    same_scores = (
        a.made[0] == "log_softmax"
        and b.made[0] in ("softmax", "log_softmax")
        and a.made[1][:1] == b.made[1][:1] != (0,)
    )
    # A test of a metric compares something with itself; a model is trained.
    trained = a.attached is True or (a.hard == "detach" and call.graded)
    same = call.loss in ("mse", "l1") and a.number == b.number != 0 and trained
    if not (same or (call.loss == "kl-divergence" and same_scores)):
        return
    yield Report(
        node=call.node,
        message="input and target are made of the same tensor: the loss is always 0",
        why="it has no gradient, so this term teaches nothing",
        help="compare the output of one model with that of the other",
        trail=a.trail,
    )


RULE = Rule(
    code="RL210",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
t = net(torch.randn(8, 5))
loss = F.kl_div(F.log_softmax(t / 2, 1), F.softmax(t / 2, 1), reduction="batchmean")  # RL210
""",
        """
import torch, torch.nn.functional as F
from torch import nn
teacher, student = nn.Linear(5, 10), nn.Linear(5, 10)
opt = torch.optim.SGD(student.parameters(), lr=0.1)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
wanted, given = teacher(x).detach(), student(x)
hint = F.mse_loss(wanted, wanted)  # RL210
loss = F.cross_entropy(given, y) + hint
loss.backward()
""",
    ),
    good=(
        """
import pandas as pd, torch
from torch import nn
df = pd.read_csv("prices.csv")
x = torch.tensor(df[["a", "b"]].values, dtype=torch.float32)
y = torch.tensor(df[["price"]].values, dtype=torch.float32)
net = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1))
loss = nn.functional.l1_loss(net(x), y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
teacher, student = nn.Linear(5, 10), nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
wanted, given = teacher(x).detach(), student(x)
loss = F.cross_entropy(given, y) + F.mse_loss(given, wanted)
loss.backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net, other = nn.Linear(5, 3), nn.Linear(5, 3)
x = torch.randn(8, 5)
loss = F.kl_div(F.log_softmax(net(x) / 2, 1), F.softmax(other(x) / 2, 1), reduction="batchmean")
""",
    ),
)
