"""CTC wants log-probabilities.

## What it does
Reports a CTC loss whose input did not go through log-softmax.

## Why it hurts
Paths are summed as if the scores were log-probabilities: the loss can become negative, and training diverges.

## Example
```python
loss = F.ctc_loss(net(x), t, n, m)
```

## Use instead
```python
loss = F.ctc_loss(net(x).log_softmax(-1), t, n, m)
```

## Known limits
Silent where another path reaches the same loss with a fitting input.

## References
PyTorch documentation of the losses.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, LossCall, first
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """Every alternative of the input is in a space that the loss does not take."""
    call = common.called(event, "ctc")
    if call is None or not common.in_spaces(call.input, "scores", "probabilities", "non-negative"):
        return
    yield Report(
        node=call.node,
        message="CTC loss gets scores that are not log-probabilities",
        why="paths are summed as if the scores were log-probabilities: the loss can become negative, and training diverges",
        help="apply log_softmax over the classes first",
        trail=first(call.input).trail,
    )


RULE = Rule(
    code="RL112",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
def step(x, t, n, m):
    return F.ctc_loss(net(x), t, n, m)  # RL112
""",
        """
import torch, torch.nn.functional as F
from torch import nn
class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn, self.out = nn.LSTM(8, 16, bidirectional=True), nn.Linear(32, 11)
    def forward(self, frames):
        states, _ = self.rnn(frames)
        return self.out(states)
scores, lengths = Reader()(torch.randn(30, 4, 8)), torch.full((4,), 30)
loss = nn.CTCLoss()(scores, torch.randint(1, 11, (4, 6)), lengths, torch.full((4,), 6))  # RL112
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
scores, lengths = nn.Linear(8, 11)(torch.randn(30, 4, 8)), torch.full((4,), 30)
loss = nn.CTCLoss()(scores.log_softmax(2), torch.randint(1, 11, (4, 6)), lengths, torch.full((4,), 6))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
def step(x, t, n, m):
    return F.ctc_loss(net(x).log_softmax(-1), t, n, m)
""",
    ),
)
