"""A step without a gradient stands between the model and the loss.

## What it does
Reports a loss that is trained (backward() is called on it, or on a sum with it) although its input came through argmax, a comparison or rounding.

## Why it hurts
The term is a constant for autograd: it teaches nothing, and alone it raises.

## Example
```python
loss = F.mse_loss(net(x).argmax(1).float(), y)
```

## Use instead
```python
loss = F.cross_entropy(net(x), y)
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

import ast
from collections.abc import Iterator

from rightloss.check.flow.events import Backward, Event, every, first
from rightloss.check.flow.values import Tensor, alternatives
from rightloss.check.rule import Report, Rule

_SOFT = ("", "detach", "item", "frozen")


def check(event: Event) -> Iterator[Report]:
    """A term of what is trained is cut off by a hard step."""
    if not isinstance(event, Backward):
        return
    if every(event.value, lambda x: not x.terms and x.attached is False and _is_hard(x.hard)):
        x = first(event.value)
        yield Report(
            node=event.node,
            message=f"{x.hard} stands between the model and what is trained: it has no gradient",
            why="it raises as soon as it runs: nothing requires a gradient",
            help="compute the loss from the scores; use argmax and thresholds for metrics only",
            trail=x.trail,
        )
    for value in alternatives(event.value):
        for term in value.terms if isinstance(value, Tensor) else ():
            if term.attached is False and _is_hard(term.hard):
                yield Report(
                    node=ast.Pass(
                        lineno=term.line, col_offset=term.column, end_lineno=term.line, end_col_offset=term.column + 1
                    ),
                    message=f"{term.hard} stands between the model and this loss: it has no gradient",
                    why="the term is a constant for autograd, so it teaches nothing",
                    help="compute the loss from the scores; use argmax and thresholds for metrics only",
                    path=term.path,
                )


def _is_hard(step: str) -> bool:
    return step not in _SOFT and not step.startswith(("torch.", "no_grad"))


RULE = Rule(
    code="RL601",
    listens=(Backward,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
scores = net(x)
wrong = (scores.argmax(dim=1) != y).float().mean()  # RL601
loss = F.cross_entropy(scores, y) + wrong
loss.backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loss = F.mse_loss(net(x).argmax(1).float(), y.float())  # RL601
loss.backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
hard = F.l1_loss((net(x) > 0).float(), torch.rand(8, 10))  # RL601
total = F.cross_entropy(net(x), y) + hard
total.backward()
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
soft = F.softmax(net(torch.randn(8, 5)), dim=1)
hard = F.one_hot(soft.argmax(dim=1), 10).float()
loss = F.mse_loss(hard - soft.detach() + soft, torch.rand(8, 10))
loss.backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
error = F.mse_loss(net(x).argmax(1).float(), y.float())
F.cross_entropy(net(x), y).backward()
""",
    ),
)
