"""A variance that is negative.

## What it looks at
The values of var of the Gaussian NLL.

## Known limits
None.
"""

from collections.abc import Iterator

import torch

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common
from rightloss.doctor.values import low_and_high


def look(call: LossCall) -> Iterator[Report]:
    """Some variance is below 0."""
    if call.loss.name != "gaussian-nll" or len(call.inputs) < 2 or not isinstance(call.inputs[1], torch.Tensor):
        return
    if low_and_high(call.inputs[1])[0] >= 0:
        return
    origin = call.origins[1] if len(call.origins) > 1 else None
    yield Report(
        message=f"the variance has negative values{common.source_said(origin)}",
        why="PyTorch raises; an output without an activation is no variance, and a log-variance is none either",
        help="pass softplus(output), or exp(log_variance)",
        trail=common.trail(origin),
    )


PROBE = Probe(
    code="RL506",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
try:
    loss = F.gaussian_nll_loss(torch.randn(64, 1), torch.randn(64, 1), nn.Linear(5, 1)(torch.randn(64, 5)))  # RL506
except (RuntimeError, IndexError, ValueError, TypeError):
    pass
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = F.gaussian_nll_loss(torch.randn(64, 1), torch.randn(64, 1), F.softplus(nn.Linear(5, 1)(torch.randn(64, 5))))
""",
    ),
)
