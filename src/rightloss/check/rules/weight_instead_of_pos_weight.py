"""A weight that weighs all examples alike, where pos_weight was meant.

## What it does
Reports `weight=` of binary cross-entropy that is one number, or the ratio of negative to positive examples that `pos_weight` wants.

## Why it hurts
`weight` multiplies the loss of negative and positive examples alike: the balance between them stays as it was, and one number only scales the loss.

## Example
```python
criterion = nn.BCEWithLogitsLoss(weight=n_negative / n_positive)
```

## Use instead
```python
criterion = nn.BCEWithLogitsLoss(pos_weight=n_negative / n_positive)
```

## Known limits
Silent where the shape of the weight is not certain.

## References
PyTorch documentation of BCEWithLogitsLoss; pytorch#5157.
"""

from collections.abc import Iterator

from rightloss.check.flow import dims
from rightloss.check.flow.arithmetic import NEGATIVES_OVER_POSITIVES
from rightloss.check.flow.events import Event, LossCall
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """One number for all, or a ratio of counts."""
    call = common.called(event, *common.BINARY_LOSSES)
    if call is None:
        return
    weight = common.sized(call.options.get("weight", call.input))
    if weight is None or weight is call.input:
        return
    if _per_class(weight, call):
        yield Report(
            node=call.node,
            message=f"weight has {dims.shown(weight.shape)} numbers for one output: weights of classes do not fit here",
            why="weight multiplies examples or outputs, not classes; these are broadcast against them, or raise",
            help="use BCEWithLogitsLoss with pos_weight=torch.tensor([positive / negative weight])",
        )
        return
    ratio = weight.space == NEGATIVES_OVER_POSITIVES
    if weight.shape not in ((), (1,)) and not ratio:
        return
    yield Report(
        node=call.node,
        message="weight is the ratio of negative to positive examples, which belongs in pos_weight"
        if ratio
        else "weight is one number: it multiplies the loss of every example alike",
        why="negative and positive examples keep their balance: the rare class stays as rare as it was",
        help="pass it as pos_weight to BCEWithLogitsLoss",
        confidence="certain" if ratio else "likely",
    )


def _per_class(weight: Tensor, call: LossCall) -> bool:
    """Two weights, and one output per example."""
    if weight.shape != (2,):
        return False
    x = call.input
    last = x.shape[-1:] if isinstance(x, Tensor) and x.shape and len(x.shape) > 1 else ()
    return last == (1,) or (isinstance(x, Tensor) and x.tail == (1,))


RULE = Rule(
    code="RL404",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Sequential(nn.Linear(5, 1), nn.Sigmoid())
criterion = nn.BCELoss(weight=torch.tensor([0.2, 0.8]))
loss = criterion(net(torch.randn(8, 5)), torch.ones(8, 1))  # RL404
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
y = (torch.rand(80, 1) > 0.9).float()
criterion = nn.BCEWithLogitsLoss(weight=(1 - y).sum() / y.sum())
loss = criterion(net(torch.randn(80, 5)), y)  # RL404
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 4)
y = (torch.rand(80, 4) > 0.9).float()
positive = y.sum(0)
ratio = (len(y) - positive) / positive
loss = F.binary_cross_entropy_with_logits(net(torch.randn(80, 5)), y, weight=ratio)  # RL404
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
y = (torch.rand(80, 1) > 0.9).float()
criterion = nn.BCEWithLogitsLoss(pos_weight=(1 - y).sum() / y.sum())
loss = criterion(net(torch.randn(80, 5)), y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 4)
y = (torch.rand(80, 4) > 0.9).float()
loss = F.binary_cross_entropy_with_logits(net(torch.randn(80, 5)), y, weight=1 + 9 * y)
""",
    ),
)
