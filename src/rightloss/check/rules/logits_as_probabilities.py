"""A distribution gets raw scores as probabilities.

## What it does
Reports torch.distributions.Categorical, Bernoulli and their like whose first argument (probs) is the raw output of a layer.

## Why it hurts
Negative scores raise; positive ones are divided by their sum, which is not what the loss of the logits means.

## Example
```python
dist = Categorical(net(x))
```

## Use instead
```python
dist = Categorical(logits=net(x))
```

## Known limits
Silent where dtypes or shapes are not certain.

## References
PyTorch documentation of the losses.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Build, Event, first
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common

_TAKES_PROBS = ("Categorical", "Bernoulli", "OneHotCategorical", "Multinomial", "Geometric")


def check(event: Event) -> Iterator[Report]:
    """The probs of a distribution are raw scores."""
    if not isinstance(event, Build) or event.dotted.rpartition(".")[2] not in _TAKES_PROBS:
        return
    probs = event.kwargs.get("probs", event.args[0] if event.args else None)
    if probs is None or not common.in_spaces(probs, "scores", "symmetric-interval", "log-probabilities"):
        return
    yield Report(
        node=event.node,
        message=f"{event.dotted.rpartition('.')[2]} gets raw scores as probabilities",
        why="its first argument is probs: negative scores raise, positive ones are only divided by their sum",
        help="name the argument: logits=...",
        trail=first(probs).trail,
    )


RULE = Rule(
    code="RL119",
    listens=(Build,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
from torch.distributions import Categorical
net = nn.Linear(5, 3)
dist = Categorical(net(torch.randn(8, 5)))  # RL119
""",
        """
import torch, torch.nn.functional as F
from torch import nn
from torch.distributions import Bernoulli
class Gate(nn.Module):
    def __init__(self):
        super().__init__()
        self.f = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
    def forward(self, s):
        return Bernoulli(probs=self.f(s))  # RL119
action = Gate()(torch.randn(8, 4)).sample()
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
from torch.distributions import Bernoulli
gate = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
action = Bernoulli(logits=gate(torch.randn(8, 4))).sample()
again = Bernoulli(gate(torch.randn(8, 4)).sigmoid()).sample()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
from torch.distributions import Categorical
net = nn.Linear(5, 3)
dist = Categorical(logits=net(torch.randn(8, 5)))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
from torch.distributions import Categorical
net = nn.Linear(5, 3)
dist = Categorical(net(torch.randn(8, 5)).softmax(-1))
""",
    ),
)
