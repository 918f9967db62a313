"""The blank of CTC occurs among the targets, or is no class.

## What it does
Reports CTC whose targets are certain to contain the blank index, and a blank that is not below the number of classes.

## Why it hurts
The blank stands for "nothing": a target that contains it has no meaning, the loss is finite and wrong, and the first class can never be told from silence.

## Example
```python
ctc = nn.CTCLoss(blank=0)
loss = ctc(log_probs, targets, input_lengths, target_lengths)  # targets from 0
```

## Use instead
```python
targets = targets + 1  # 0 is the blank
```

## Known limits
Silent where the range of the targets is not certain.

## References
PyTorch documentation of CTCLoss.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Event, LossCall, every
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """A blank inside the range of the targets, or outside that of the classes."""
    call = common.called(event, "ctc")
    if call is None:
        return
    blank = common.option(call, "blank", 0)
    if not isinstance(blank, int):
        return
    if every(call.target, lambda y: y.space == "class-index" and y.low <= blank <= y.high < float("inf")):
        yield Report(
            node=call.node,
            message=f"the targets contain the blank, {blank}",
            why="the blank stands for nothing between characters: no output can spell such a target",
            help="number the characters from 1 and keep 0 for the blank, or name an index that no character has",
        )
    if every(call.input, lambda x: _classes(x) is not None and blank >= (_classes(x) or 0)):
        yield Report(
            node=call.node,
            message=f"the blank is {blank}, and the input has classes up to {_last(call.input)}",
            why="it raises as soon as it runs",
            help="give the model one output more for the blank",
        )


def _classes(x: Tensor) -> int | None:
    size = x.shape[-1] if x.shape else None
    return size if isinstance(size, int) else None


def _last(value: object) -> int:
    return (_classes(value) or 1) - 1 if isinstance(value, Tensor) else 0


RULE = Rule(
    code="RL213",
    listens=(LossCall,),
    check=check,
    bad=(
        """
import torch
from torch import nn
net, ctc = nn.LSTM(8, 27), nn.CTCLoss()
out, _ = net(torch.randn(50, 4, 8))
y = torch.randint(0, 27, (4, 10))
loss = ctc(out.log_softmax(-1), y, torch.full((4,), 50), torch.full((4,), 10))  # RL213
""",
        """
import torch
from torch import nn
net, ctc = nn.LSTM(8, 27), nn.CTCLoss(blank=27)
out, _ = net(torch.randn(50, 4, 8))
y = torch.randint(0, 27, (4, 10))
loss = ctc(out.log_softmax(-1), y, torch.full((4,), 50), torch.full((4,), 10))  # RL213
""",
    ),
    good=(
        """
import torch
from torch import nn
net, ctc = nn.LSTM(8, 28), nn.CTCLoss(blank=27)
out, _ = net(torch.randn(50, 4, 8))
y = torch.randint(0, 27, (4, 10))
loss = ctc(out.log_softmax(-1), y, torch.full((4,), 50), torch.full((4,), 10))
""",
        """
import torch
from torch import nn
net, ctc = nn.LSTM(8, 28), nn.CTCLoss()
out, _ = net(torch.randn(50, 4, 8))
y = torch.randint(0, 27, (4, 10)) + 1
loss = ctc(out.log_softmax(-1), y, torch.full((4,), 50), torch.full((4,), 10))
""",
    ),
)
