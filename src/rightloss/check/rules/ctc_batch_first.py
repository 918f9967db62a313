"""CTC loss gets the batch where it expects the time.

## What it does
Reports log-probabilities whose first dimension is the batch of the targets, and whose second is not.

## Why it hurts
CTCLoss has no batch_first: it takes (T, N, C), and raises where the lengths tell the difference. Where they do not, it
aligns each target with the same step of all examples.

## Example
```python
loss = ctc(model(x).log_softmax(2), targets, n, m)  # (N, T, C)
```

## Use instead
```python
loss = ctc(model(x).log_softmax(2).transpose(0, 1), targets, n, m)
```

## Known limits
Silent where targets are concatenated in one dimension, and where the sizes are not certain.

## References
PyTorch documentation of CTCLoss; Graves et al. 2006.
"""

from collections.abc import Iterator

from rightloss.check.flow import dims
from rightloss.check.flow.events import Event, LossCall
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """The batch of the targets, or of the lengths, is the first dimension and not the second."""
    call = common.called(event, "ctc")
    x = common.sized(call.input) if call is not None else None
    if call is None or x is None or x.shape is None or len(x.shape) != 3:
        return
    batch = _batch(call)
    if batch is None or x.shape[0] != batch or not _is_other(x.shape[1], batch):
        return
    yield Report(
        node=call.node,
        message=f"CTC loss gets {dims.shown(x.shape)} for {batch} targets: it takes (T, N, C), the time first",
        why="it raises where the lengths tell, and else aligns every target with one step of all examples",
        help="transpose(0, 1) before the loss: it has no batch_first",
        trail=x.trail,
    )


def _batch(call: LossCall) -> dims.Dim:
    """The number of targets, None where it is not certain."""
    ranked = [(call.target, 2), *((call.options.get(name), 1) for name in ("input_lengths", "target_lengths"))]
    known = [y.shape[0] for y, rank in ranked if isinstance(y, Tensor) and y.shape is not None and len(y.shape) == rank]
    return next(iter(known), None)


def _is_other(time: dims.Dim, batch: dims.Dim) -> bool:
    """Sizes that differ for certain, or stem from different places."""
    return dims.differ(time, batch) or (time is not None and isinstance(batch, dims.Size) and time != batch)


RULE = Rule(
    code="RL309",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
rnn, head = nn.LSTM(8, 16, batch_first=True), nn.Linear(16, 5)
x, y = torch.randn(4, 30, 8), torch.randint(1, 5, (4, 6))
log_p = head(rnn(x)[0]).log_softmax(2)
loss = F.ctc_loss(log_p, y, torch.full((4,), 30), torch.full((4,), 6))  # RL309
""",
        """
import torch, torch.nn.functional as F
from torch import nn
pool = nn.AdaptiveAvgPool2d((1, None))
columns, y = pool(torch.randn(4, 8, 32, 30)), torch.randint(1, 5, (24,))
log_p = nn.Linear(8, 5)(columns.squeeze(2).transpose(1, 2)).log_softmax(2)
loss = nn.CTCLoss()(log_p, y, torch.full((4,), 30), torch.full((4,), 6))  # RL309
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
rnn, head = nn.LSTM(8, 16, batch_first=True), nn.Linear(16, 5)
x, y = torch.randn(4, 30, 8), torch.randint(1, 5, (4, 6))
log_p = head(rnn(x)[0]).log_softmax(2).transpose(0, 1)
loss = F.ctc_loss(log_p, y, torch.full((4,), 30), torch.full((4,), 6))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
rnn, head = nn.LSTM(8, 16), nn.Linear(16, 5)
x, y = torch.randn(30, 4, 8), torch.randint(1, 5, (24,))
log_p = head(rnn(x)[0]).log_softmax(2)
loss = F.ctc_loss(log_p, y, torch.full((4,), 30), torch.full((4,), 6))
""",
    ),
)
