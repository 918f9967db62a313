"""Input and target are flattened in different orders.

## What it does
Reports a loss whose input was flattened batch first and whose target time first (or the other way round).

## Why it hurts
Scores and labels of different positions are compared.

## Example
```python
loss = F.cross_entropy(out.view(-1, C), y.view(-1))  # (N, T, C), (T, N)
```

## Use instead
```python
loss = F.cross_entropy(out.view(-1, C), y.t().reshape(-1))
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
    """Both were flattened, from the same sizes in another order."""
    call = common.called(event, *common.CLASS_LOSSES, *common.NUMBER_LOSSES, *common.BINARY_LOSSES)
    if call is None or not isinstance(call.input, Tensor) or not isinstance(call.target, Tensor):
        return
    a, b = call.input.order, call.target.order
    if call.loss in common.CLASS_LOSSES:
        a = a[:-1]
    if len(a) < 2 or a == b or sorted(a) != sorted(b) or len(set(a)) < len(a) or "None" in a:
        return
    yield Report(
        node=call.node,
        message="input and target were flattened in different orders of their dimensions",
        why="scores of one position are compared with labels of another",
        help="transpose one of them before it is flattened",
        trail=call.input.trail,
    )


RULE = Rule(
    code="RL306",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 9)
y = torch.randint(0, 9, (7, 2))
out = net(torch.randn(2, 7, 5))
loss = F.cross_entropy(out.view(-1, 9), y.view(-1))  # RL306
""",
        """
import torch, torch.nn.functional as F
from torch import nn
words, rnn, out = nn.Embedding(30, 16), nn.GRU(16, 16), nn.Linear(16, 30)
ids = torch.randint(0, 30, (4, 11))
states, _ = rnn(words(ids[:, :-1].t()))
loss = F.cross_entropy(out(states).reshape(-1, 30), ids[:, 1:].reshape(-1))  # RL306
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
words, rnn, out = nn.Embedding(30, 16), nn.GRU(16, 16), nn.Linear(16, 30)
ids = torch.randint(0, 30, (4, 11))
states, _ = rnn(words(ids[:, :-1].t()))
loss = F.cross_entropy(out(states).reshape(-1, 30), ids[:, 1:].t().reshape(-1))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 9)
y = torch.randint(0, 9, (7, 2))
out = net(torch.randn(2, 7, 5))
loss = F.cross_entropy(out.view(-1, 9), y.t().reshape(-1))
""",
    ),
)
