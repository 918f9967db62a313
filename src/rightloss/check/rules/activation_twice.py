"""A softmax or sigmoid is applied to what is normalised already.

## What it does
Reports a softmax or log-softmax of probabilities, a sigmoid of a sigmoid's output, and a distribution whose `logits` are probabilities.

## Why it hurts
Probabilities lie between 0 and 1, so a second softmax makes them nearly equal (at most 0.73 for two classes, 0.23 for ten), and a second sigmoid gives 0.5 to 0.73: everything is above one half.

## Example
```python
p = F.softmax(net(x), dim=1)
loss = F.nll_loss(F.log_softmax(p, dim=1), y)
```

## Use instead
```python
loss = F.nll_loss(F.log_softmax(net(x), dim=1), y)
```

## Known limits
Silent where the space of the input is not certain, and where the probabilities were scaled in between.

## References
PyTorch documentation of softmax.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Build, Event, OpCall, every, first
from rightloss.check.flow.values import Tensor, Value
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common

_NORMALISED = "probabilities"
_SQUASHED = "independent-probabilities"


def check(event: Event) -> Iterator[Report]:
    """Probabilities where raw scores belong."""
    if isinstance(event, Build):
        yield from _distribution(event)
    if not isinstance(event, OpCall) or not event.args:
        return
    x = event.args[0]
    if event.name in ("softmax", "log_softmax") and every(x, lambda t: _from_network(t, _NORMALISED)):
        yield _report(
            event, x, "softmax", "a second one makes the classes nearly equal: at most 0.73 of two, 0.23 of ten"
        )
    if event.name == "sigmoid" and every(x, lambda t: _from_network(t, _SQUASHED)):
        yield _report(event, x, "sigmoid", "a second one gives 0.5 to 0.73, so every answer is yes")


def _from_network(x: Tensor, space: str) -> bool:
    return x.space == space and bool(x.source)


def _report(event: OpCall, x: Value, once: str, why: str) -> Report:
    return Report(
        node=event.node,
        message=f"{event.name} of values that went through a {once} already",
        why=why,
        help="apply it once, to the raw scores",
        trail=first(x).trail,
    )


def _distribution(event: Build) -> Iterator[Report]:
    logits = event.kwargs.get("logits")
    if logits is None or not event.dotted.startswith("torch.distributions."):
        return
    if common.in_spaces(logits, _NORMALISED, _SQUASHED) and every(logits, lambda t: bool(t.source)):
        yield Report(
            node=event.node,
            message=f"{event.dotted.rpartition('.')[2]} gets probabilities as logits",
            why="it normalises them again: two actions cannot get further apart than 0.73 to 0.27",
            help="name the argument: probs=..., or drop the activation",
            trail=first(logits).trail,
        )


RULE = Rule(
    code="RL123",
    listens=(
        OpCall,
        Build,
    ),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
p = F.softmax(net(torch.randn(8, 5)), dim=1)
loss = F.nll_loss(F.log_softmax(p, dim=1), torch.randint(0, 10, (8,)))  # RL123
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Sequential(nn.Linear(5, 1), nn.Sigmoid())
with torch.no_grad():
    answers = torch.sigmoid(net(torch.randn(8, 5))) > 0.5  # RL123
""",
        """
import torch, torch.nn.functional as F
from torch import nn
from torch.distributions import Categorical
policy = nn.Sequential(nn.Linear(4, 2), nn.Softmax(dim=-1))
actions = Categorical(logits=policy(torch.randn(8, 4)))  # RL123
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
loss = F.nll_loss(F.log_softmax(net(torch.randn(8, 5)), dim=1), torch.randint(0, 10, (8,)))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
p = F.softmax(net(torch.randn(8, 5)), dim=1)
sharper = F.softmax(10 * p, dim=1)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
from torch.distributions import Categorical
policy = nn.Sequential(nn.Linear(4, 2), nn.Softmax(dim=-1))
actions = Categorical(probs=policy(torch.randn(8, 4)))
""",
    ),
)
