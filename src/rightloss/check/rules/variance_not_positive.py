"""A variance that can be negative.

## What it does
Reports gaussian_nll_loss whose variance is the raw output of a layer.

## Why it hurts
A negative variance raises, and a log-variance passed as a variance is wrong without a word.

## Example
```python
F.gaussian_nll_loss(mean, y, raw)
```

## Use instead
```python
F.gaussian_nll_loss(mean, y, F.softplus(raw))
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Build, Event, LossCall, first
from rightloss.check.flow.values import UNKNOWN
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common

# Parameters of distributions that must be positive: position and name.
_SCALE = ((1, "scale"),)
_POSITIVE = {
    **dict.fromkeys(("Normal", "LogNormal", "Laplace", "Cauchy", "Gumbel"), _SCALE),
    **dict.fromkeys(("Exponential", "Poisson"), ((0, "rate"),)),
    "Gamma": ((0, "concentration"), (1, "rate")),
    "Beta": ((0, "concentration1"), (1, "concentration0")),
    "Dirichlet": ((0, "concentration"),),
}


def check(event: Event) -> Iterator[Report]:
    """The var argument, or the scale of a distribution, is raw scores."""
    if isinstance(event, Build):
        yield from _of_distribution(event)
    call = common.called(event, "gaussian-nll")
    if (
        call is None
        or "var" not in call.options
        or not common.in_spaces(call.options["var"], "scores", "symmetric-interval")
    ):
        return
    yield Report(
        node=call.node,
        message="the variance is the raw output of a layer, which can be negative",
        why="a negative variance raises; a log-variance must be exponentiated first",
        help="make it positive: F.softplus(raw) or raw.exp()",
        trail=first(call.options["var"]).trail,
    )


def _of_distribution(event: Build) -> Iterator[Report]:
    """A parameter that has to be positive."""
    kind = event.dotted.rpartition(".")[2]
    if not event.dotted.startswith("torch.distributions.") or kind not in _POSITIVE:
        return
    for position, name in _POSITIVE[kind]:
        value = event.kwargs.get(name, event.args[position] if position < len(event.args) else UNKNOWN)
        if common.in_spaces(value, "scores", "symmetric-interval"):
            yield Report(
                node=event.node,
                message=f"the {name} of {kind} is the raw output of a layer, which can be negative",
                why="it must be positive: the distribution raises, or gives NaN where its arguments are not validated",
                help="make it positive: F.softplus(raw) or raw.exp()",
                trail=first(value).trail,
            )


RULE = Rule(
    code="RL506",
    listens=(LossCall, Build),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 2)
mean, var = net(torch.randn(8, 5)).unbind(1)
loss = F.gaussian_nll_loss(mean, torch.randn(8), var)  # RL506
""",
        """
import torch
from torch import nn
from torch.distributions import Normal
mean, scale = nn.Linear(5, 1), nn.Linear(5, 1)
x = torch.randn(8, 5)
loss = -Normal(mean(x), scale(x)).log_prob(torch.randn(8, 1)).mean()  # RL506
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
from torch.distributions import Normal
mean, scale = nn.Linear(5, 1), nn.Linear(5, 1)
x = torch.randn(8, 5)
loss = -Normal(mean(x), F.softplus(scale(x)) + 1e-3).log_prob(torch.randn(8, 1)).mean()
loss = loss - Normal(mean(x), scale(x).exp()).log_prob(torch.randn(8, 1)).mean()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 2)
mean, var = net(torch.randn(8, 5)).unbind(1)
loss = F.gaussian_nll_loss(mean, torch.randn(8), F.softplus(var))
""",
    ),
)
