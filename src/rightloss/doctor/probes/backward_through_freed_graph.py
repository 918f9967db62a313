"""backward() goes through a part of the graph for the second time.

## What it looks at
The error that backward() raised.

## Why it hurts
The graph is freed after the first backward pass. What was computed once, before the loop, is not computed anew from the
changed parameters, so its gradients would be those of old parameters.

## Use instead
Compute it inside the loop; detach it, where it shall not be trained. retain_graph=True hides the mistake.

## Known limits
None.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import Backward
from rightloss.doctor.probe import Probe, Report


def look(event: Backward) -> Iterator[Report]:
    """PyTorch says that the graph was freed."""
    if event.error is None or "second time" not in str(event.error):
        return
    yield Report(
        message="backward() goes through a graph that an earlier backward pass has freed",
        why="something that has a graph was computed once and is used in several steps",
        help="compute it in every step, or detach() it where it shall not be trained",
    )


PROBE = Probe(
    code="RL606",
    listens=(Backward,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Linear(5, 1)
features = net(torch.randn(4, 5)).sigmoid()
features.sum().backward()
try:
    features.mean().backward()  # RL606
except (RuntimeError, IndexError, ValueError, TypeError):
    pass
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Linear(5, 1)
for _ in range(2):
    features = net(torch.randn(4, 5)).sigmoid()
    features.sum().backward()
""",
    ),
)
