"""The advantage of a policy gradient carries the graph of the critic.

## What it does
Reports log_prob of a distribution multiplied by the output of a network that is not detached.

## Why it hurts
The policy loss then trains the critic as well, to make advantages large.

## Example
```python
loss = -(advantage * dist.log_prob(a)).mean()
```

## Use instead
```python
loss = -(advantage.detach() * dist.log_prob(a)).mean()
```

## Known limits
Silent where values are not certain.

## References
Mnih, V. et al. (2016). Asynchronous Methods for Deep Reinforcement Learning. arXiv:1602.01783
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, OpCall
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule

# The log-probability of an action, and how much likelier it became: PPO's ratio.
_POLICY = ("action-log-prob", "action-ratio")


def check(event: Event) -> Iterator[Report]:
    """A product of an action's log-probability, or of its ratio to an earlier one, and something attached."""
    if not isinstance(event, OpCall) or len(event.args) != 2:
        return
    a, b = event.args
    if not isinstance(a, Tensor) or not isinstance(b, Tensor):
        return
    other = b if a.space in _POLICY else a if b.space in _POLICY else None
    if other is None or other.attached is not True or not other.source or other.space in _POLICY:
        return
    yield Report(
        node=event.node,
        message="the factor of the policy's log-probability or ratio carries the graph of another network",
        why="the policy loss then trains that network too, to make its output large",
        help="detach the advantage",
    )


RULE = Rule(
    code="RL613",
    listens=(OpCall,),
    operations=("mul",),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
from torch.distributions import Categorical
actor, critic = nn.Linear(4, 2), nn.Linear(4, 1)
s, g = torch.randn(8, 4), torch.rand(8)
dist = Categorical(logits=actor(s))
a = dist.sample()
advantage = g - critic(s).squeeze(1)
loss = -(advantage * dist.log_prob(a)).mean()  # RL613
""",
        """
import torch
from torch import nn
from torch.distributions import Normal
actor, critic = nn.Linear(4, 1), nn.Linear(4, 1)
s, a, g, old = torch.randn(8, 4), torch.randn(8, 1), torch.rand(8, 1), torch.randn(8, 1)
ratio = torch.exp(Normal(actor(s), 1.0).log_prob(a) - old)
advantage = g - critic(s)
loss = -torch.min(ratio * advantage, ratio.clamp(0.8, 1.2) * 1.0).mean()  # RL613
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
body, value = nn.Linear(4, 2), nn.Linear(4, 1)
s, a, ret = torch.randn(8, 4), torch.randint(0, 2, (8,)), torch.randn(8)
with torch.no_grad():
    baseline = value(s).squeeze(-1)
logp = torch.distributions.Categorical(logits=body(s)).log_prob(a)
loss = -(logp * (ret - baseline)).mean() + (ret - value(s).squeeze(-1)).pow(2).mean()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
from torch.distributions import Categorical
actor, critic = nn.Linear(4, 2), nn.Linear(4, 1)
s, g = torch.randn(8, 4), torch.rand(8)
dist = Categorical(logits=actor(s))
a = dist.sample()
advantage = g - critic(s).squeeze(1)
loss = -(advantage.detach() * dist.log_prob(a)).mean()
""",
    ),
)
