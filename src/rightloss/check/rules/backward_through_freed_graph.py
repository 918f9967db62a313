"""backward() goes through a graph that an earlier backward() freed.

## What it does
Reports a backward() whose graph certainly contains a layer call that an earlier backward() went through: a tensor made before the loop, a hidden state carried from batch to batch, a generated batch used for both networks.

## Why it hurts
The first backward() frees what it stored: the second raises "Trying to backward through the graph a second time". With retain_graph=True it would run, and get slower with every step.

## Example
```python
hidden = None
for x, y in batches:
    out, hidden = rnn(x, hidden)
    F.mse_loss(out, y).backward()
```

## Use instead
```python
out, hidden = rnn(x, hidden)
hidden = hidden.detach()
```

## Known limits
Silent in files that set requires_grad, retain_graph or create_graph.

## References
PyTorch documentation of autograd.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Backward, Event
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """The interpreter knows what was freed."""
    if not isinstance(event, Backward) or not event.freed:
        return
    yield Report(
        node=event.node,
        message="backward() goes through a part of the graph that an earlier backward() has freed",
        why="it raises in the second step: the stored tensors are gone",
        help="compute that part anew in every step, or detach() what is carried over",
    )


RULE = Rule(
    code="RL606",
    listens=(Backward,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
rnn = nn.GRU(4, 8)
hidden = None
for x, y in [(torch.randn(3, 2, 4), torch.randn(3, 2, 8))] * 9:
    out, hidden = rnn(x, hidden)
    rnn.zero_grad()
    F.mse_loss(out, y).backward()  # RL606
""",
        """
import torch, torch.nn.functional as F
from torch import nn
project, net = nn.Linear(5, 4), nn.Linear(4, 1)
x = project(torch.randn(8, 5))
for step in range(100):
    loss = F.mse_loss(net(x), torch.randn(8, 1))
    net.zero_grad()
    loss.backward()  # RL606
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
rnn = nn.GRU(4, 8)
hidden = None
for x, y in [(torch.randn(3, 2, 4), torch.randn(3, 2, 8))] * 9:
    out, hidden = rnn(x, hidden)
    hidden = hidden.detach()
    rnn.zero_grad()
    F.mse_loss(out, y).backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 4)
out = net(torch.randn(8, 5))
if out.mean() > 0:
    out.sum().backward()
else:
    out.mean().backward()
""",
    ),
)
