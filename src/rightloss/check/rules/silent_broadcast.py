"""Input and target are broadcast against each other.

## What it does
Reports regression losses (and hand-written differences) whose operands have shapes (N, 1) and (N,), or differ by a dimension, so that every prediction is compared with every target.

## Why it hurts
The loss is the mean over an (N, N) grid of differences: its best answer is the mean of the targets, whatever the features say.

## Example
```python
loss = F.mse_loss(net(x), y)  # (N, 1) and (N,)
```

## Use instead
```python
loss = F.mse_loss(net(x).squeeze(1), y)
```

## Known limits
Silent where dtypes or shapes are not certain.

## References
PyTorch documentation of the losses.
"""

import ast
from collections.abc import Iterator

from rightloss.check.fix import squeeze
from rightloss.check.flow import dims
from rightloss.check.flow.events import Event, LossCall, OpCall
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common
from rightloss.findings import Fix


def check(event: Event) -> Iterator[Report]:
    """Shapes of different rank, or a 1 against more than one."""
    pair = _pair(event)
    if pair is None:
        return
    x, y = pair
    grid = dims.broadcast(x.shape, y.shape)
    yield Report(
        node=event.node,
        message=f"shapes {dims.shown(x.shape)} and {dims.shown(y.shape)} are broadcast to {dims.shown(grid)}",
        why="every prediction is compared with every target, and the best answer is their mean",
        help="make the shapes equal: squeeze(-1) the prediction, or unsqueeze(-1) the target",
        trail=x.trail,
        fix=_fix(event, x, y),
    )


def _fix(event: Event, x: Tensor, y: Tensor) -> Fix | None:
    """Squeeze the side that has one dimension more, where that makes the shapes equal."""
    if isinstance(event, LossCall):
        left, right = event.inputs, event.targets
    else:
        node = event.node
        left, right = (node.left, node.right) if isinstance(node, ast.BinOp) else (None, None)
    a, b = x.shape or (), y.shape or ()
    return squeeze(left, a, b, event.path) or squeeze(right, b, a, event.path)


def _pair(event: Event) -> tuple[Tensor, Tensor] | None:
    if isinstance(event, LossCall):
        if event.loss not in (*common.NUMBER_LOSSES, "poisson-nll", "gaussian-nll", "kl-divergence", "soft-margin"):
            return None
        x, y = common.sized(event.input), common.sized(event.target)
        if x is None or y is None:
            return None
        a, b = x.shape or (), y.shape or ()
        return (x, y) if _grid(a, b) or _column(a, b) or _column(b, a) else None
    if not isinstance(event, OpCall) or event.name not in ("sub", "mul") or len(event.args) != 2:
        return None
    x, y = common.sized(event.args[0]), common.sized(event.args[1])
    if x is None or y is None:
        return None
    if event.name == "mul":
        weighted = (_is_loss(x) != _is_loss(y)) and _either(x, y)
        return (x, y) if weighted or _channels(x, y) or _channels(y, x) else None
    if x.attached is y.attached or (x.number == 0 and y.number == 0):
        return None
    return (x, y) if _either(x, y) else None


def _is_loss(x: Tensor) -> bool:
    """One loss per element, to be weighted."""
    return bool(x.space) and str(x.space).startswith("loss:")


def _either(x: Tensor, y: Tensor) -> bool:
    a, b = x.shape or (), y.shape or ()
    return _spread(a, b) or _spread(b, a)


def _spread(longer: dims.Shape, shorter: dims.Shape) -> bool:
    """(N, 1, ...) and (N, ...): every example meets every other."""
    if len(longer) not in (2, 4) or len(shorter) != len(longer) - 1 or None in (*longer[2:], longer[0]):
        return False
    return longer[1] == 1 and longer[0] == shorter[0] != 1 and longer[2:] == shorter[1:]


def _column(longer: dims.Shape, shorter: dims.Shape) -> bool:
    """(N, 1) and (N,), where it is not known how many examples there are."""
    return len(longer) == 2 and len(shorter) == 1 and longer[1] == 1 and 1 not in (longer[0], shorter[0])


def _channels(p: Tensor, mask: Tensor) -> bool:
    """One channel of probabilities against three channels of zeros and ones: a mask read as a colour image."""
    a, b = p.shape or (), mask.shape or ()
    if len(a) != 4 or len(b) != 4 or a[1] != 1 or b[1] != 3 or p.space != "independent-probabilities":
        return False
    return p.attached is True and mask.attached is False and mask.space == "zero-one"


def _grid(a: dims.Shape, b: dims.Shape) -> bool:
    """Whether broadcasting makes something larger than both, or compares all with all."""
    if not a or not b or None in (*a, *b):
        return False
    if len(a) != len(b):
        longer, shorter = (a, b) if len(a) > len(b) else (b, a)
        if len(longer) == 2 and shorter[0] != 1 and set(longer) == set(shorter):
            # (N, N): one of them was broadcast before.
            return True
        return 1 in longer and any(dim != 1 for dim in shorter) and _fits(a, b)
    return any(x != y and 1 in (x, y) for x, y in zip(a, b, strict=True)) and _fits(a, b)


def _fits(a: dims.Shape, b: dims.Shape) -> bool:
    return not any(dims.differ(x, y) and 1 not in (x, y) for x, y in zip(reversed(a), reversed(b), strict=False))


RULE = Rule(
    code="RL302",
    listens=(
        LossCall,
        OpCall,
    ),
    check=check,
    fix="Unsafe: squeezes the side that has one dimension more, where that makes the shapes equal.",
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(3, 1)
x, y, w = torch.randn(16, 3), torch.randn(16, 1), torch.rand(16)
loss = (F.mse_loss(net(x), y, reduction="none") * w).mean()  # RL302
""",
        """
import torch, torch.nn.functional as F
from torch import nn
q, target = nn.Linear(4, 2), nn.Linear(4, 2)
s, a, r = torch.randn(8, 4), torch.randint(0, 2, (8, 1)), torch.randn(8)
best = target(s).max(1, keepdim=True)[0].detach()
loss = F.mse_loss(q(s).gather(1, a).squeeze(1), r + 0.9 * best)  # RL302
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
x, y = torch.randn(8, 5), torch.randn(8, 1)
error = y - net(x).squeeze(1)  # RL302
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
x, y = torch.randn(8, 5), torch.randn(8)
loss = F.mse_loss(net(x), y)  # RL302
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
x, y = torch.randn(8, 5), torch.randn(8)
error = net(x) - y  # RL302
loss = error.square().mean()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Conv2d(3, 1, 1)
loss = F.smooth_l1_loss(net(torch.randn(4, 3, 8, 8)), torch.rand(4, 8, 8))  # RL302
""",
        """
import torch
from torch import nn
def windows(series):
    xs, ys = [], []
    for i in range(len(series) - 20):
        xs.append(series[i:i + 20])
        ys.append(series[i + 20])
    return torch.tensor(xs), torch.tensor(ys)
net, (x, y) = nn.Linear(20, 1), windows([0.1, 0.5] * 100)
loss = nn.MSELoss()(net(x), y)  # RL302
""",
        """
import torch
from torch import nn
depth, image = torch.rand(4, 24, 32), torch.rand(4, 3, 24, 32)
loss = (nn.Conv2d(3, 1, 1)(image) - depth).abs().mean()  # RL302
""",
    ),
    good=(
        """
import torch
from torch import nn
depth, image = torch.rand(4, 24, 32), torch.rand(4, 3, 24, 32)
loss = (nn.Conv2d(3, 1, 1)(image).squeeze(1) - depth).abs().mean()
per_image = nn.Conv2d(3, 1, 1)(image) - torch.rand(24, 32)
""",
        """
import torch
from torch import nn
net = nn.Linear(20, 1)
for row in torch.load("rows.pt"):
    x, y = torch.tensor(row[:20]).view(1, -1), torch.tensor([row[20]])
    loss = nn.MSELoss()(net(x), y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(3, 1)
x, y, w = torch.randn(16, 3), torch.randn(16, 1), torch.rand(16)
loss = (F.mse_loss(net(x), y, reduction="none") * w.unsqueeze(1)).mean()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
x, y = torch.randn(8, 5), torch.randn(8)
loss = F.mse_loss(net(x).squeeze(1), y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
x, y = torch.randn(8, 5), torch.randn(8)
loss = F.mse_loss(net(x), y.unsqueeze(1))
""",
    ),
)
