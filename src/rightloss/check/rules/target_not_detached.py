"""The target of the loss carries a graph of the same network.

## What it does
Reports a temporal-difference loss: a regression loss whose target is a sum with the output of the network that is trained, and is not detached.

## Why it hurts
The gradient also moves the target towards the prediction, which is another algorithm and often diverges.

## Example
```python
loss = F.mse_loss(q, reward + gamma * net(next_state).max(1)[0])
```

## Use instead
```python
with torch.no_grad():
    target = reward + gamma * net(next_state).max(1)[0]
loss = F.mse_loss(q, target)
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, LossCall
from rightloss.check.flow.values import SOMETHING, Tensor
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """Both sides come from one network, and the target is a sum."""
    call = common.called(event, *common.NUMBER_LOSSES)
    if call is None or not call.graded or not isinstance(call.input, Tensor) or not isinstance(call.target, Tensor):
        return
    x, y = call.input, call.target
    if x.attached is not True or y.attached is not True or y.made[0] != "add" or x.made[0] == "add":
        return
    if not x.source - {SOMETHING} or not x.source - {SOMETHING} <= y.source:
        return
    yield Report(
        node=call.node,
        message="the target is computed by the network that is trained, and carries its graph",
        why="the gradient moves the target towards the prediction as well",
        help="compute the target under torch.no_grad(), or detach it",
        confidence="likely",
    )


RULE = Rule(
    code="RL608",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
q_net = nn.Linear(4, 2)
s, s2, r = torch.randn(8, 4), torch.randn(8, 4), torch.rand(8)
a = torch.zeros(8, 1).long()
q = q_net(s).gather(1, a).squeeze(1)
loss = F.mse_loss(q, r + 0.9 * q_net(s2).max(1)[0])  # RL608
""",
        """
import torch, torch.nn.functional as F
from torch import nn
class Agent:
    def __init__(self):
        self.q = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 2))
    def loss(self, s, a, r, s2):
        value = self.q(s).gather(1, a)
        wanted = r + 0.99 * self.q(s2).max(dim=1, keepdim=True)[0]
        return F.smooth_l1_loss(value, wanted)  # RL608
loss = Agent().loss(torch.randn(8, 4), torch.randint(0, 2, (8, 1)), torch.rand(8, 1), torch.randn(8, 4))
loss.backward()
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
class Agent:
    def __init__(self):
        self.q = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 2))
    def loss(self, s, a, r, s2):
        value = self.q(s).gather(1, a)
        with torch.no_grad():
            wanted = r + 0.99 * self.q(s2).max(dim=1, keepdim=True)[0]
        return F.smooth_l1_loss(value, wanted)
loss = Agent().loss(torch.randn(8, 4), torch.randint(0, 2, (8, 1)), torch.rand(8, 1), torch.randn(8, 4))
loss.backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
q_net = nn.Linear(4, 2)
s, s2, r = torch.randn(8, 4), torch.randn(8, 4), torch.rand(8)
a = torch.zeros(8, 1).long()
q = q_net(s).gather(1, a).squeeze(1)
loss = F.mse_loss(q, (r + 0.9 * q_net(s2).max(1)[0]).detach())
""",
    ),
)
