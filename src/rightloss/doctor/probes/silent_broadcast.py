"""Input and target are broadcast against each other.

## What it looks at
The shapes of a loss over elements; of a difference between a prediction (N, 1) and a target (N,); and a product of one
channel of probabilities with a mask of three equal channels.

## Known limits
Other products and sums are broadcast on purpose too often to be reported.
"""

from collections.abc import Iterator

import torch

from rightloss.doctor.evidence import LossCall, Operation
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common

_ELEMENTWISE = (*common.NUMBER_LOSSES, "poisson-nll", "gaussian-nll", "kl-divergence", "soft-margin", "hinge-embedding")


def look(event: LossCall | Operation) -> Iterator[Report]:
    """Shapes that differ, and a result that is larger than one of them."""
    pair = _of_a_loss(event) if isinstance(event, LossCall) else _of_an_operation(event)
    if pair is None:
        return
    x, y = pair
    grid = common.joint(x, y)
    yield Report(
        message=f"shapes {common.shape(x)} and {common.shape(y)} are broadcast to {grid}",
        why="predictions are compared with the targets of other examples, and the best answer is their mean",
        help="make the shapes equal: squeeze(-1) the prediction, or unsqueeze(-1) the target",
        trail=common.trail(event.origin if isinstance(event, LossCall) else event.origins[0]),
    )


def _of_a_loss(call: LossCall) -> tuple[torch.Tensor, torch.Tensor] | None:
    x, y = common.scores(call), common.labels(call)
    if x is None or y is None or call.loss.name not in _ELEMENTWISE or call.error is not None:
        return None
    return (x, y) if common.broadcastable(x, y) and y.numel() > 1 else None


def _of_an_operation(event: Operation) -> tuple[torch.Tensor, torch.Tensor] | None:
    if event.error is not None or len(event.args) != 2:
        return None
    x, y = event.args
    if not isinstance(x, torch.Tensor) or not isinstance(y, torch.Tensor) or x.requires_grad is y.requires_grad:
        return None
    p, target = (x, y) if x.requires_grad else (y, x)
    return (p, target) if (_is_column(p, target) if event.name == "sub" else _is_colour(p, target)) else None


def _is_column(p: torch.Tensor, target: torch.Tensor) -> bool:
    """A prediction (N, 1) minus a target (N,)."""
    return p.dim() == 2 and p.shape[1] == 1 and target.shape == (p.shape[0],) and p.shape[0] > 1


def _is_colour(p: torch.Tensor, target: torch.Tensor) -> bool:
    """One channel times a mask of zeros and ones that was read as a colour image."""
    if p.dim() != 4 or target.dim() != 4 or p.shape[1] != 1 or target.shape[1] != 3 or p.shape[2:] != target.shape[2:]:
        return False
    equal = bool((target == target[:, :1]).all())
    return equal and bool(((target == 0) | (target == 1)).all()) and common.in_unit_interval(p)


PROBE = Probe(
    code="RL302",
    listens=(
        LossCall,
        Operation,
    ),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

import warnings
warnings.simplefilter("ignore")
loss = F.mse_loss(nn.Linear(5, 1)(torch.randn(4, 5)), torch.randn(4))  # RL302
""",
        """
import torch, torch.nn.functional as F
from torch import nn

error = nn.Linear(5, 1)(torch.randn(4, 5)) - torch.randn(4)  # RL302
loss = error.square().mean()
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

loss = F.mse_loss(nn.Linear(5, 1)(torch.randn(4, 5)).squeeze(1), torch.randn(4))
centred = nn.Linear(5, 3)(torch.randn(4, 5)) - torch.randn(3)
""",
    ),
    operations=frozenset(
        (
            "sub",
            "mul",
        )
    ),
)
