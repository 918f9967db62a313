"""Cross-entropy wants the classes in dimension 1.

## What it does
Reports scores (N, T, C) against targets (N, T): the classes are last, and cross-entropy looks for them in dimension 1.

## Why it hurts
It raises; where T happens to equal C it trains on the wrong dimension without a word.

## Example
```python
loss = F.cross_entropy(out, y)  # (N, T, C) and (N, T)
```

## Use instead
```python
loss = F.cross_entropy(out.transpose(1, 2), y)
```

## Known limits
Silent where dtypes or shapes are not certain.

## References
PyTorch documentation of the losses.
"""

from collections.abc import Iterator

from rightloss.check.flow import dims
from rightloss.check.flow.events import Event, LossCall
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """The target has all dimensions of the input but the last."""
    call = common.called(event, *common.CLASS_LOSSES)
    x, y = (common.sized(call.input), common.sized(call.target)) if call is not None else (None, None)
    if call is None or x is None or y is None or x.shape is None or y.shape is None:
        return
    if len(x.shape) < 3 or x.shape[:-1] != y.shape or x.shape[-1] == x.shape[1]:
        return
    # Where a size is not known, the labels must reach exactly the last one.
    if None in y.shape and y.high + 1 != x.shape[-1]:
        return
    yield Report(
        node=call.node,
        message=f"the classes of {dims.shown(x.shape)} are in the last dimension; they must be in dimension 1",
        why="it raises, or trains on the wrong dimension where both sizes are equal",
        help="transpose(1, 2), or flatten both: reshape(-1, C) and reshape(-1)",
        trail=x.trail,
    )


RULE = Rule(
    code="RL304",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 9)
y = torch.randint(0, 9, (2, 7))
loss = F.cross_entropy(net(torch.randn(2, 7, 5)), y)  # RL304
""",
        """
import torch, torch.nn.functional as F
from torch import nn
class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.rnn, self.out = nn.Embedding(50, 8), nn.GRU(8, 16, batch_first=True), nn.Linear(16, 7)
    def forward(self, ids):
        states, _ = self.rnn(self.words(ids))
        return self.out(states)
criterion = nn.CrossEntropyLoss(ignore_index=0)
loss = criterion(Tagger()(torch.randint(0, 50, (4, 12))), torch.randint(0, 7, (4, 12)))  # RL304
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
words, rnn, out = nn.Embedding(50, 8), nn.GRU(8, 16, batch_first=True), nn.Linear(16, 7)
states, _ = rnn(words(torch.randint(0, 50, (4, 12))))
loss = nn.CrossEntropyLoss(ignore_index=0)(out(states).transpose(1, 2), torch.randint(0, 7, (4, 12)))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 9)
y = torch.randint(0, 9, (2, 7))
loss = F.cross_entropy(net(torch.randn(2, 7, 5)).transpose(1, 2), y)
""",
    ),
)
