"""view() mixes up two dimensions where permute() would move them.

## What it does
Reports view or reshape of (N, C, ...) to (-1, C): the classes have to be moved last first.

## Why it hurts
Rows of the result mix classes and positions, so that scores of one position are compared with labels of another.

## Example
```python
flat = scores.view(-1, C)  # (N, C, H, W)
```

## Use instead
```python
flat = scores.permute(0, 2, 3, 1).reshape(-1, C)
```

## Known limits
Silent where dtypes or shapes are not certain.

## References
PyTorch documentation of the losses.
"""

from collections.abc import Iterator

from rightloss.check.flow import dims
from rightloss.check.flow.events import Event, OpCall
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common

# Outputs of a model. Attention weights are viewed in another order on purpose, to shift them.
_OUTPUTS = ("scores", "hidden", "probabilities", "log-probabilities", "independent-probabilities", "non-negative")


def check(event: Event) -> Iterator[Report]:
    """A view whose last dimension is the old dimension 1, and not made of the old last ones."""
    if not isinstance(event, OpCall) or not event.args:
        return
    x, result = common.sized(event.args[0]), common.sized(event.result)
    if x is None or result is None or x.shape is None or result.shape is None or len(x.shape) < 3:
        return
    if len(result.shape) > 2:
        output = x.space in _OUTPUTS
        if (output and _reordered(x.shape, result.shape)) or _anchors(x, result.shape):
            yield _report(event, x, result)
        return
    classes = x.shape[1]
    tail = dims.product(x.shape[2:])
    if (
        classes in (None, 1)
        or result.shape[1:] != (classes,)
        or tail in (classes, 1)
        # Sizes that are not known may be 1, except those of a feature map.
        or (tail is None and not x.made[0].startswith("Conv"))
        or classes in _products(x.shape)
        or x.attached is False
    ):
        return
    yield _report(event, x, result)


def _report(event: OpCall, x: Tensor, result: Tensor) -> Report:
    flat = result.shape is not None and len(result.shape) == 2
    return Report(
        node=event.node,
        message=f"{event.name} of {dims.shown(x.shape)} to {dims.shown(result.shape)} mixes numbers of different places",
        why="it keeps the order in memory: rows of the result hold scores of different positions",
        help="move the dimension first: x.movedim(1, -1).reshape(-1, C)"
        if flat
        else "exchange the dimensions: permute(...) or transpose(...)",
        trail=x.trail,
    )


def _anchors(x: Tensor, new: dims.Shape) -> bool:
    """Scores of several anchors per place, (N, A * K, H, W), taken for (N, A * H * W, K)."""
    old = x.shape or ()
    if not x.made[0].startswith("Conv") or x.attached is not True or len(old) != 4 or len(new) != 3:
        return False
    channels, last = old[1], new[2]
    if not isinstance(channels, int) or not isinstance(last, int) or None in old[2:] or last in (1, channels):
        return False
    return new[0] == old[0] and channels % last == 0 and last not in _products(old)


def _reordered(old: dims.Shape, new: dims.Shape) -> bool:
    """Whether a view has the old sizes in another order. Dimensions of one move freely."""
    if None in old or None in new:
        return False
    if len(old) == 4 and 1 not in old and new == (old[0], dims.product(old[2:]), old[1]):
        # Places in one dimension, and the channels last.
        return old[1] not in (old[3], dims.product(old[2:]))
    before, after = [dim for dim in old if dim != 1], [dim for dim in new if dim != 1]
    return before != after and sorted(map(str, before)) == sorted(map(str, after))


def _products(shape: dims.Shape) -> set[dims.Dim]:
    """Sizes that the last dimensions have together: a view to one of them keeps them whole."""
    return {dims.product(shape[index:]) for index in range(2, len(shape))}


RULE = Rule(
    code="RL305",
    listens=(OpCall,),
    operations=("view", "reshape"),
    check=check,
    bad=(
        """
import torch
from torch import nn
boxes = nn.Conv2d(64, 9 * 4, 1)(torch.randn(2, 64, 10, 13))
deltas = boxes.view(2, -1, 4)  # RL305
""",
        """
import torch, torch.nn.functional as F
from torch import nn
conv = nn.Conv2d(3, 4, 1)
scores = conv(torch.randn(2, 3, 8, 9))
flat = scores.view(-1, 4)  # RL305
""",
        """
import torch
from torch import nn
emb, rnn, head = nn.Embedding(100, 16), nn.LSTM(16, 32, batch_first=True), nn.Linear(32, 9)
states, _ = rnn(emb(torch.randint(0, 100, (4, 15))))
scores = head(states)
loss = nn.CrossEntropyLoss()(scores.view(4, 9, 15), torch.randint(0, 9, (4, 15)))  # RL305
""",
        """
import torch
from torch import nn
f = nn.Conv2d(16, 5, 1)(torch.randn(2, 16, 6, 7))
b, c, h, w = f.shape
tokens = f.view(b, h * w, c)  # RL305
""",
    ),
    good=(
        """
import torch
from torch import nn
f = nn.Conv2d(16, 5, 1)(torch.randn(2, 16, 6, 7))
b, c, h, w = f.shape
tokens = f.view(b, c, h * w).transpose(1, 2)
""",
        """
import torch
x = torch.randn(8, 10, 4, 4, requires_grad=True)
flat = x.view(-1)
""",
        """
import torch
from torch import nn
boxes = nn.Conv2d(64, 9 * 4, 1)(torch.randn(2, 64, 10, 13))
deltas = boxes.permute(0, 2, 3, 1).reshape(2, -1, 4)
places = boxes.view(2, -1, 10 * 13)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
conv = nn.Conv2d(3, 4, 1)
scores = conv(torch.randn(2, 3, 8, 9))
flat = scores.permute(0, 2, 3, 1).reshape(-1, 4)
""",
        """
import torch
from torch import nn
conv = nn.Conv2d(3, 1, 1)
scores = conv(torch.randn(2, 3, 8, 9)).view(2, 8, 9, 1)
""",
    ),
)
