"""A target of binary cross-entropy, or a mask in an overlap, outside [0, 1].

## What it looks at
The values of the target; and the factor of a probability in a product, where it is a mask coded as 0 and 255.

## Known limits
None.
"""

from collections.abc import Iterator

import torch

from rightloss.doctor.evidence import LossCall, Node, Operation
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common
from rightloss.doctor.values import low_and_high


def look(event: LossCall | Operation) -> Iterator[Report]:
    """Values outside [0, 1]."""
    y = _target(event) if isinstance(event, LossCall) else _mask(event)
    if y is None:
        return
    place = event.place if isinstance(event, LossCall) else common.blamed(event, _attached(event))
    low, high = low_and_high(y)
    if low >= 0 and high <= 1:
        return
    yield Report(
        message=f"the target lies in [{low:g}, {high:g}] and must lie in [0, 1]",
        why="the loss can become negative, and its minimum is not where prediction and target are equal",
        help="scale the target: divide a mask by 255, and do not normalise it with the image",
        place=place,
    )


def _target(call: LossCall) -> torch.Tensor | None:
    spaces = {item.space for item in call.loss.targets}
    return common.labels(call) if "zero-one" in spaces and not isinstance(call.error, TypeError) else None


def _mask(event: Operation) -> torch.Tensor | None:
    """The factor of a probability that has no other values than 0 and 255."""
    if event.error is not None or len(event.args) != 2 or len(event.origins) != 2:
        return None
    for x, y, origin in zip(event.args, reversed(event.args), event.origins, strict=True):
        if _is_probability(x, origin) and isinstance(y, torch.Tensor) and not y.requires_grad and _is_coded(y):
            return y
    return None


def _attached(event: Operation) -> Node | None:
    return next((item for item in event.origins if item is not None and item.attached), None)


def _is_probability(x: object, origin: Node | None) -> bool:
    trained = isinstance(x, torch.Tensor) and x.requires_grad
    return trained and common.made_in(origin, "independent-probabilities", "probabilities")


def _is_coded(y: torch.Tensor) -> bool:
    return bool(((y == 0) | (y == 255)).all() & (y == 255).any())


PROBE = Probe(
    code="RL206",
    listens=(
        LossCall,
        Operation,
    ),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Linear(5, 1)
loss = F.binary_cross_entropy_with_logits(net(torch.randn(4, 5)), torch.tensor([[-1.0], [1.0], [1.0], [-1.0]]))  # RL206
""",
        """
import torch, torch.nn.functional as F
from torch import nn

net, mask = nn.Conv2d(3, 1, 1), torch.zeros(2, 1, 8, 8)
mask[:, :, :4] = 255
overlap = (net(torch.randn(2, 3, 8, 8)).sigmoid() * mask).sum()  # RL206
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

net, mask = nn.Conv2d(3, 1, 1), torch.zeros(2, 1, 8, 8)
mask[:, :, :4] = 1
overlap = (net(torch.randn(2, 3, 8, 8)).sigmoid() * mask).sum()
""",
    ),
    operations=frozenset(("mul",)),
)
