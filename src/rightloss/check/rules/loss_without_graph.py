"""backward() is called on a loss that was computed without gradients.

## What it does
Reports backward() of a loss that was computed under no_grad, inference_mode, from detached outputs only, or by a network all of whose parameters are frozen.

## Why it hurts
It raises: "element 0 of tensors does not require grad". Or, if requires_grad is set on the loss by hand, it runs and no parameter gets a gradient.

## Example
```python
with torch.no_grad():
    loss = criterion(net(x), y)
loss.backward()
```

## Use instead
```python
loss = criterion(net(x), y)
loss.backward()
```

## Known limits
Silent where it is not certain that the model's output had a graph to lose.

## References
PyTorch documentation of no_grad.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Backward, Event, every
from rightloss.check.flow.values import SOMETHING, Tensor
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """What is trained lost its graph to no_grad or detach."""
    if isinstance(event, Backward) and every(
        event.value, lambda x: x.attached is False and x.hard == "frozen" and bool(x.terms)
    ):
        yield Report(
            node=event.node,
            message="backward() of a loss whose network is frozen: no parameter behind it requires a gradient",
            why="it raises as soon as it runs",
            help="freeze the network before its last layers are replaced, or leave out the layers that are to be trained",
        )
    if not isinstance(event, Backward) or not every(event.value, _cut):
        return
    yield Report(
        node=event.node,
        message="backward() of a loss that has no graph: it was computed under no_grad, or from detached outputs",
        why="it raises as soon as it runs",
        help="compute the loss of a training step with gradients; keep no_grad for evaluation",
    )


def _cut(x: Tensor) -> bool:
    known = bool(x.terms) or (x.hard == "no_grad" and SOMETHING not in x.source)
    return x.attached is False and x.hard in ("no_grad", "detach") and known


RULE = Rule(
    code="RL615",
    listens=(Backward,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
with torch.no_grad():
    loss = F.mse_loss(net(torch.randn(8, 5)), torch.randn(8, 1))
loss.backward()  # RL615
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
out = net(torch.randn(8, 5)).detach()
loss = F.mse_loss(out, torch.randn(8, 1))
loss.backward()  # RL615
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Sequential(nn.Linear(5, 8), nn.ReLU(), nn.Linear(8, 9))
net[2] = nn.Linear(8, 3)
for parameter in net.parameters():
    parameter.requires_grad = False
loss = F.cross_entropy(net(torch.randn(8, 5)), torch.randint(0, 3, (8,)))
loss.backward()  # RL615
""",
        """
import torch, torch.nn.functional as F
from torch import nn
policy, ids = nn.Sequential(nn.Embedding(9, 4), nn.Linear(4, 9)), torch.randint(0, 9, (2, 7))
with torch.no_grad():
    logp = F.log_softmax(policy(ids[:, :-1]), dim=-1).gather(-1, ids[:, 1:, None]).sum(1)
loss = -F.logsigmoid(0.1 * logp).mean()
loss.backward()  # RL615
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net, y = nn.Linear(5, 3).requires_grad_(False), torch.randint(0, 3, (8,))
x = torch.randn(8, 5)
shift = torch.zeros_like(x, requires_grad=True)
F.cross_entropy(net(x + shift), y).backward()
attacked = x + 0.1 * shift.grad.sign()
""",
        """
import torch, torchvision
from torch import nn
net = torchvision.models.resnet18(weights="DEFAULT")
for p in net.parameters():
    p.requires_grad = False
def attack(images, patch, y):
    images[:, :, :8, :8] = patch
    nn.functional.cross_entropy(net(images), y).backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
centres = nn.Linear(5, 3)(torch.randn(3, 5))
def step(backbone, x, y):
    loss = F.cross_entropy(F.linear(backbone(x), centres.detach()), y)
    loss.backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Sequential(nn.Linear(5, 8), nn.ReLU(), nn.Linear(8, 9))
for parameter in net.parameters():
    parameter.requires_grad = False
net[2] = nn.Linear(8, 3)
loss = F.cross_entropy(net(torch.randn(8, 5)), torch.randint(0, 3, (8,)))
loss.backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
with torch.no_grad():
    before = F.mse_loss(net(torch.randn(8, 5)), torch.randn(8, 1))
loss = F.mse_loss(net(torch.randn(8, 5)), torch.randn(8, 1))
loss.backward()
""",
    ),
)
