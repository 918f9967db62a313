"""Softmax normalises over another dimension than the classes.

## What it does
Reports (log-)probabilities that sum to one over another dimension than 1, in front of a loss that has its classes there.

## Why it hurts
Normalised over the batch, each example takes probability from the others, and the classes of one example do not compete at all.

## Example
```python
loss = F.nll_loss(F.log_softmax(net(x), dim=0), y)
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

from rightloss.check.flow import dims
from rightloss.check.flow.events import Build, Event, LossCall, OpCall, every, first
from rightloss.check.flow.values import UNKNOWN, Const, Tensor
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """The normalised dimension is certain, and is not dimension 1 of a batch."""
    if isinstance(event, Build):
        yield from _distribution(event)
        return
    if isinstance(event, OpCall):
        yield from _picked(event)
        return
    call = common.called(event, "nll", "cross-entropy", "kl-divergence")
    if call is None or not every(call.input, lambda x: _wrong(x, call.loss)):
        return
    x = first(call.input)
    yield Report(
        node=call.node,
        message=f"softmax normalised over dimension {x.dim} of {dims.shown(x.shape)}, and the classes are elsewhere",
        why="the probabilities of one example's classes do not sum to one"
        if x.dim
        else "examples of a batch compete with each other",
        help="normalise over the classes: dim=1",
        trail=x.trail,
    )


def _distribution(event: Build) -> Iterator[Report]:
    """A distribution over classes takes the last dimension for them."""
    if event.dotted.rpartition(".")[2] not in ("Categorical", "OneHotCategorical"):
        return
    p = event.args[0] if event.args else event.kwargs.get("probs", UNKNOWN)
    if not every(p, _elsewhere):
        return
    x = first(p)
    yield Report(
        node=event.node,
        message=f"softmax normalised over dimension {x.dim} of {dims.shown(x.shape)}, and the distribution is over the last",
        why="the actions of one example do not share one unit of probability: examples compete with each other",
        help="normalise over the last dimension: dim=-1",
        trail=x.trail,
    )


def _picked(event: OpCall) -> Iterator[Report]:
    """One probability of each row is picked, and the softmax went down the columns."""
    if event.name != "gather" or not event.args or not event.graded:
        return
    dim = event.kwargs.get("dim", event.args[1] if len(event.args) > 1 else UNKNOWN)
    if dim not in (Const(1), Const(-1)) or not every(event.args[0], _down_columns):
        return
    x = first(event.args[0])
    step = next((step for step in reversed(x.trail) if "softmax" in step.what.lower()), None)
    origin = step.origin if step else None
    made = origin and (origin.layer.node if origin.layer else origin.node)
    yield Report(
        node=made or event.node,
        path=(origin.layer.path if origin.layer else step.path) if step and origin and made else event.path,
        message=f"softmax normalised over dimension 0 of {dims.shown(x.shape)}, and one value of each row is picked",
        why="examples of a batch compete with each other; the choices of one example do not",
        help="normalise over the dimension that is picked from: dim=1",
        trail=x.trail,
    )


def _down_columns(x: Tensor) -> bool:
    normalised = x.space in ("probabilities", "log-probabilities") and x.attached is True
    return normalised and x.shape is not None and len(x.shape) == 2 and x.dim in (0, -2) and x.shape[0] != 1


def _elsewhere(x: Tensor) -> bool:
    return (
        x.space == "probabilities"
        and x.dim is not None
        and x.shape is not None
        and len(x.shape) > 1
        and x.dim % len(x.shape) != len(x.shape) - 1
    )


def _wrong(x: Tensor, loss: str) -> bool:
    if x.space not in ("probabilities", "log-probabilities") or x.dim is None or x.shape is None or len(x.shape) < 2:
        return False
    classes = len(x.shape) - 1 if loss == "kl-divergence" else 1
    return x.dim % len(x.shape) not in ((1, classes) if loss == "kl-divergence" else (1,))


RULE = Rule(
    code="RL113",
    listens=(LossCall, Build, OpCall),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 12)
x, y = torch.randn(8, 20, 5), torch.randint(0, 12, (8, 20))
p = F.log_softmax(net(x), dim=1)
loss = F.nll_loss(p.view(-1, 12), y.view(-1))  # RL113
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.nll_loss(F.log_softmax(net(x), dim=0), y)  # RL113
""",
        """
import torch
from torch import nn
from torch.distributions import Categorical
policy = nn.Sequential(nn.Linear(4, 2), nn.Softmax(dim=0))
states = torch.randn(32, 4)
actions = Categorical(policy(states))  # RL113
""",
        """
import torch
from torch import nn
policy = nn.Sequential(nn.Linear(4, 2), nn.Softmax(dim=0))  # RL113
states, actions, gains = torch.randn(32, 4), torch.randint(0, 2, (32,)), torch.randn(32)
chosen = policy(states).gather(1, actions.view(-1, 1)).squeeze(1)
loss = -(torch.log(chosen) * gains).mean()
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net, steps = nn.Linear(8, 5), []
for word in torch.randn(6, 4, 8):
    steps.append(F.log_softmax(net(word), dim=1))
loss = F.nll_loss(torch.stack(steps).view(-1, 5), torch.randint(0, 5, (24,)))
""",
        """
import torch
from torch import nn
policy = nn.Sequential(nn.Linear(4, 2), nn.Softmax(dim=-1))
states, actions, gains = torch.randn(32, 4), torch.randint(0, 2, (32,)), torch.randn(32)
chosen = policy(states).gather(1, actions.view(-1, 1)).squeeze(1)
loss = -(torch.log(chosen) * gains).mean()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 12)
x, y = torch.randn(8, 20, 5), torch.randint(0, 12, (8, 20))
p = F.log_softmax(net(x), dim=2)
loss = F.nll_loss(p.view(-1, 12), y.view(-1))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.nll_loss(F.log_softmax(net(x), dim=-1), y)
""",
        """
import torch
from torch import nn
from torch.distributions import Categorical
policy = nn.Sequential(nn.Linear(4, 2), nn.Softmax(dim=0))
action = Categorical(policy(torch.randn(4)))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
p = F.log_softmax(net(x), dim=0)
loss = F.nll_loss(p.t().contiguous().t().log_softmax(1), y)
""",
    ),
)
