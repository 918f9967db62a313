"""Binary cross-entropy of probabilities raises under CUDA autocast.

## What it does
Reports BCELoss and binary_cross_entropy inside `torch.autocast("cuda")` (or `torch.cuda.amp.autocast()`).

## Why it hurts
PyTorch refuses it: "binary_cross_entropy and BCELoss are unsafe to autocast". Probabilities in 16 bits round to exactly 0 and 1.

## Example
```python
with torch.autocast("cuda"):
    loss = F.binary_cross_entropy(torch.sigmoid(net(x)), y)
```

## Use instead
```python
with torch.autocast("cuda"):
    loss = F.binary_cross_entropy_with_logits(net(x), y)
```

## Known limits
Silent where the device is not a constant: on the CPU the loss is computed in 32 bits.

## References
pytorch#61098; PyTorch documentation of automatic mixed precision.
"""

from collections.abc import Iterator

from rightloss.check.fix import both, drop, other_loss
from rightloss.check.flow.events import Event, LossCall, first
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common


def check(event: Event) -> Iterator[Report]:
    """The loss on probabilities in an autocast context for CUDA."""
    call = common.called(event, "binary-cross-entropy-on-probabilities")
    if call is None or call.autocast != "cuda":
        return
    yield Report(
        node=call.node,
        message="binary cross-entropy of probabilities is called under CUDA autocast, which refuses it",
        why="it raises as soon as it runs: probabilities in 16 bits round to exactly 0 and 1",
        help="drop the sigmoid and use BCEWithLogitsLoss, or leave the autocast context for the loss",
        trail=first(call.input).trail if isinstance(call.input, Tensor) else (),
        fix=both(drop(call.input, call.inputs, "sigmoid"), other_loss(call, common.WITH_LOGITS)),
    )


RULE = Rule(
    code="RL507",
    listens=(LossCall,),
    check=check,
    fix="Unsafe: drops the sigmoid and writes BCEWithLogitsLoss for BCELoss.",
    bad=(
        """
import torch
from torch import nn
net, criterion = nn.Sequential(nn.Linear(5, 1), nn.Sigmoid()).cuda(), nn.BCELoss()
with torch.cuda.amp.autocast():
    loss = criterion(net(torch.randn(8, 5).cuda()), torch.ones(8, 1).cuda())  # RL507
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1).cuda()
with torch.autocast(device_type="cuda"):
    p = torch.sigmoid(net(torch.randn(8, 5).cuda()))
    loss = F.binary_cross_entropy(p, torch.ones(8, 1).cuda())  # RL507
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Sequential(nn.Linear(8, 1), nn.Sigmoid())
with torch.autocast("cuda", enabled=False):
    loss = F.binary_cross_entropy(net(torch.randn(4, 8)), torch.ones(4, 1))
""",
        """
import torch
from torch import nn
net, criterion = nn.Linear(5, 1).cuda(), nn.BCEWithLogitsLoss()
with torch.cuda.amp.autocast():
    loss = criterion(net(torch.randn(8, 5).cuda()), torch.ones(8, 1).cuda())
""",
        """
import torch
from torch import nn
net, criterion = nn.Sequential(nn.Linear(5, 1), nn.Sigmoid()), nn.BCELoss()
with torch.autocast("cuda"):
    p = net(torch.randn(8, 5))
loss = criterion(p.float(), torch.ones(8, 1))
""",
    ),
)
