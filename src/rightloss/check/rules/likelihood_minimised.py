"""The likelihood of the right answers is minimised.

## What it does
Reports `backward()` on the mean or sum of log-probabilities that were picked out of a log-softmax, without the minus.

## Why it hurts
The optimizer makes the picked answers less and less probable, and the loss falls without bound.

## Example
```python
loss = F.log_softmax(net(x), dim=1).gather(1, y[:, None]).mean()
loss.backward()
```

## Use instead
```python
loss = -F.log_softmax(net(x), dim=1).gather(1, y[:, None]).mean()
```

## Known limits
Silent in files that mention `maximize`, the option of optimizers that go uphill, or that read `.grad`, and where values
are not certain.

## References
PyTorch documentation.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Backward, Event, every, first
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """A likelihood goes into backward() as it is."""
    if not isinstance(event, Backward) or not every(event.value, lambda x: x.space == "log-likelihood"):
        return
    yield Report(
        node=event.node,
        message="backward() of a log-likelihood: the minus is missing, and it is minimised",
        why="the optimizer makes the right answers less and less probable",
        help="put a minus in front of it",
        confidence="likely",
        trail=first(event.value).trail,
    )


RULE = Rule(
    code="RL417",
    listens=(Backward,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
y = torch.randint(0, 3, (8,))
chosen = F.log_softmax(net(torch.randn(8, 5)), dim=1).gather(1, y.unsqueeze(1)).squeeze(1)
loss = chosen.mean()
loss.backward()  # RL417
""",
        """
import torch, torch.nn.functional as F
from torch import nn
class Likelihood(nn.Module):
    def forward(self, scores, y):
        return torch.log_softmax(scores, dim=-1).gather(-1, y[:, None]).sum()
net, criterion = nn.Linear(5, 3), Likelihood()
loss = criterion(net(torch.randn(8, 5)), torch.randint(0, 3, (8,)))
loss.backward()  # RL417
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
y = torch.randint(0, 3, (8,))
chosen = F.log_softmax(net(torch.randn(8, 5)), dim=1).gather(1, y.unsqueeze(1)).squeeze(1)
loss = -chosen.mean()
loss.backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
opt = torch.optim.SGD(net.parameters(), lr=0.1, maximize=True)
y = torch.randint(0, 3, (8,))
likelihood = F.log_softmax(net(torch.randn(8, 5)), dim=1).gather(1, y.unsqueeze(1)).mean()
likelihood.backward()
opt.step()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Sequential(nn.Linear(5, 1), nn.Sigmoid())
loss = torch.log(1 - net(torch.randn(8, 5)) + 1e-8).mean()
loss.backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
y = torch.randint(0, 3, (8, 1))
F.log_softmax(net(torch.randn(8, 5)), dim=1).gather(1, y).mean().backward()
fisher = [parameter.grad.pow(2) for parameter in net.parameters()]
""",
    ),
)
