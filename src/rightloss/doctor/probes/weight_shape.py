"""Weights are broadcast along the wrong dimension, or do not fit.

## What it looks at
A weight (N,) for examples with scores (N, C) of a binary loss: it is laid along the classes.

## Known limits
Silent where N = C.
"""

from collections.abc import Iterator

import torch

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common


def look(call: LossCall) -> Iterator[Report]:
    """One weight for each example, laid along the classes."""
    x, weight = common.scores(call), call.options.get("weight")
    if x is None or not isinstance(weight, torch.Tensor) or call.loss.inputs[0].class_dim == 1:
        return
    if x.dim() < 2 or weight.dim() != 1 or weight.shape[0] != x.shape[0] or weight.shape[0] == x.shape[-1]:
        return
    if call.error is None:
        return
    yield Report(
        message=f"weight {common.shape(weight)} has one number for each example and is laid along the last dimension of {common.shape(x)}",
        why="PyTorch raises; where the sizes happen to agree it weights the classes instead of the examples",
        help="write weight.unsqueeze(1)",
    )


PROBE = Probe(
    code="RL412",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
try:
    loss = F.binary_cross_entropy_with_logits(torch.randn(4, 3), torch.ones(4, 3), weight=torch.ones(4))  # RL412
except (RuntimeError, IndexError, ValueError, TypeError):
    pass
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = F.binary_cross_entropy_with_logits(torch.randn(4, 3), torch.ones(4, 3), weight=torch.ones(4, 1))
""",
    ),
)
