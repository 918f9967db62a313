"""Input and target are exchanged.

## What it does
Reports a classification loss whose first argument is labels and whose second is the output of a model.

## Why it hurts
It raises, or computes the loss of the labels as if they were scores.

## Example
```python
loss = F.cross_entropy(y, net(x))
```

## Use instead
```python
loss = F.cross_entropy(net(x), y)
```

## Known limits
Silent where dtypes or shapes are not certain.

## References
PyTorch documentation of the losses.
"""

from collections.abc import Iterator

from rightloss.check.facts import INTEGRAL
from rightloss.check.flow.events import Event, LossCall, OpCall, every, first
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """Labels first, model output second."""
    if isinstance(event, OpCall):
        if (
            event.name == "log_softmax"
            and event.args
            and every(event.args[0], lambda x: _labels(x) and x.space == "one-hot")
        ):
            place = event.site or event
            yield Report(
                node=place.node,
                path=place.path,
                message="log-softmax is taken of one-hot labels: scores and labels are exchanged",
                why="the labels are taken for scores",
                help="take log-softmax of the scores, and multiply by the labels",
            )
        return
    if (gauss := common.called(event, "gaussian-nll")) is not None and _variance_second(gauss):
        yield Report(
            node=gauss.node,
            message="the variance comes second and the target third; the order is loss(input, target, var)",
            why="the variance is fitted to the prediction, and the target is taken for the variance",
            help="exchange the last two arguments",
        )
    call = common.called(event, *common.CLASS_LOSSES, *common.BINARY_LOSSES)
    if call is None or not common.attached(call.target) or not every(call.input, _labels):
        return
    if not common.in_spaces(
        call.target, "scores", "probabilities", "log-probabilities", "independent-probabilities", "non-negative"
    ):
        return
    yield Report(
        node=call.node,
        message="the labels come first and the output of the model second; the order is loss(input, target)",
        why="the labels are taken for scores",
        help="exchange the arguments",
        trail=first(call.target).trail,
    )


def _variance_second(call: LossCall) -> bool:
    """A positive output of the model as target, and data as variance."""
    positive = every(call.target, lambda x: x.attached is True and x.low >= 0)
    return positive and every(call.options.get("var", call.target), lambda x: x.attached is False and x.hard == "")


def _labels(x: Tensor) -> bool:
    return (
        x.attached is False
        and x.hard == ""
        and (x.dtype in INTEGRAL or x.space in ("class-index", "one-hot", "zero-one"))
    )


RULE = Rule(
    code="RL209",
    listens=(LossCall, OpCall),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
mean, spread = nn.Linear(5, 1), nn.Linear(5, 1)
x, y = torch.randn(8, 5), torch.randn(8, 1)
loss = nn.GaussianNLLLoss()(mean(x), F.softplus(spread(x)), y)  # RL209
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.cross_entropy(y, net(x))  # RL209
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
mean, spread = nn.Linear(5, 1), nn.Linear(5, 1)
x, y = torch.randn(8, 5), torch.randn(8, 1)
loss = nn.GaussianNLLLoss()(mean(x), y, F.softplus(spread(x)))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.cross_entropy(net(x), y)
""",
    ),
)
