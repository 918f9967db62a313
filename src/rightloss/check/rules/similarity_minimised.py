"""The cosine similarity to a target is minimised.

## What it does
Reports `backward()` on a mean or sum of cosine similarities, one side of which has no gradient, without the minus.

## Why it hurts
The similarity is largest, 1, where the vectors agree. Minimised, it turns the output to the opposite of its target.

## Example
```python
loss = F.cosine_similarity(net(x), target.detach()).mean()
loss.backward()
```

## Use instead
```python
loss = 1 - F.cosine_similarity(net(x), target.detach()).mean()
```

## Known limits
Silent where both sides have a gradient or more is added to the loss (features may be meant to differ), in files that
mention `maximize`, the option of optimizers that go uphill, or that read `.grad`, and where values are not certain.

## References
Chen and He, "Exploring Simple Siamese Representation Learning", 2020, arXiv:2011.10566, equation 1.
"""

from collections.abc import Iterator

from rightloss.check.flow.arithmetic import SIMILARITY
from rightloss.check.flow.events import Backward, Event, every, first
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """A similarity goes into backward() as it is."""
    if not isinstance(event, Backward) or not every(event.value, lambda x: x.space == SIMILARITY):
        return
    yield Report(
        node=event.node,
        message="backward() of a cosine similarity: the minus is missing, and it is minimised",
        why="the similarity is largest where output and target agree: the output is turned to the opposite of its target",
        help="use 1 - similarity, or put a minus in front of it",
        confidence="likely",
        trail=first(event.value).trail,
    )


RULE = Rule(
    code="RL419",
    listens=(Backward,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
loss = F.cosine_similarity(net(torch.randn(8, 5)), torch.randn(8, 3), dim=1).mean()
loss.backward()  # RL419
""",
        """
import torch
from torch import nn
encoder, predictor, criterion = nn.Linear(5, 3), nn.Linear(3, 3), nn.CosineSimilarity(dim=1)
z1, z2 = encoder(torch.randn(8, 5)), encoder(torch.randn(8, 5))
p1, p2 = predictor(z1), predictor(z2)
loss = 0.5 * (criterion(p1, z2.detach()).mean() + criterion(p2, z1.detach()).mean())
loss.backward()  # RL419
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
loss = 1 - F.cosine_similarity(net(torch.randn(8, 5)), torch.randn(8, 3), dim=1).mean()
loss.backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
one, other = nn.Linear(5, 3), nn.Linear(5, 3)
x = torch.randn(8, 5)
overlap = F.cosine_similarity(one(x), other(x), dim=1).mean()
overlap.backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
x = torch.randn(8, 5, requires_grad=True)
F.cosine_similarity(net(x), torch.randn(8, 3), dim=1).mean().backward()
attacked = x - 0.1 * x.grad.sign()
""",
        """
import torch
from torch import nn
criterion = nn.CosineSimilarity(dim=1)
p, z = nn.Linear(5, 3)(torch.randn(8, 5)), torch.randn(8, 3)
loss = -criterion(p, z).mean()
loss.backward()
""",
    ),
)
