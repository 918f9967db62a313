"""The Poisson loss is told the wrong scale: it gets rates for log-rates, or raw scores for rates.

## What it does
Reports PoissonNLLLoss with its default `log_input=True` on outputs that cannot be negative (softplus, exp, ReLU), and with `log_input=False` on raw scores.

## Why it hurts
`log_input=True` takes the exponential of the input: a rate of 100 becomes e^100, and a rate below 1 cannot be expressed. `log_input=False` takes the logarithm: of a negative score it is NaN.

## Example
```python
rate = F.softplus(net(x))
loss = F.poisson_nll_loss(rate, counts)
```

## Use instead
```python
loss = F.poisson_nll_loss(net(x), counts)  # the output is the log of the rate
```

## Known limits
Silent where the range of the output is not certain.

## References
PyTorch documentation of PoissonNLLLoss.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, LossCall, every, first
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """Outputs that are never negative as log-rates; raw scores as rates."""
    call = common.called(event, "poisson-nll")
    if call is None:
        return
    logged = common.option(call, "log_input", True)
    if logged is True and every(call.input, _rate):
        yield Report(
            node=call.node,
            message="the output is a rate (never negative), and log_input=True takes its exponential",
            why="a rate of 100 becomes e^100, and no rate below 1 can be expressed",
            help="pass log_input=False, or drop the activation: the raw output is then the log of the rate",
            trail=first(call.input).trail,
        )
    if logged is False and every(call.input, _raw):
        yield Report(
            node=call.node,
            message="log_input=False takes the logarithm of the output, which is a raw score",
            why="the logarithm of a negative score is NaN",
            help="drop log_input=False: the raw output is then the log of the rate",
            trail=first(call.input).trail,
        )


def _rate(x: Tensor) -> bool:
    return x.attached is True and x.space == "non-negative" and x.low >= 0


def _raw(x: Tensor) -> bool:
    return x.attached is True and x.space == "scores" and x.low < 0


RULE = Rule(
    code="RL121",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Sequential(nn.Linear(5, 1), nn.Softplus())
loss = nn.PoissonNLLLoss()(net(torch.randn(8, 5)), torch.ones(8, 1))  # RL121
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
loss = F.poisson_nll_loss(net(torch.randn(8, 5)), torch.ones(8, 1), log_input=False)  # RL121
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Sequential(nn.Linear(5, 1), nn.Softplus())
loss = nn.PoissonNLLLoss(log_input=False)(net(torch.randn(8, 5)), torch.ones(8, 1))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
loss = F.poisson_nll_loss(net(torch.randn(8, 5)), torch.ones(8, 1))
""",
    ),
)
