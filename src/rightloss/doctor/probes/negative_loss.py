"""A loss that cannot be negative is.

## What it looks at
The value of the loss against the lower bound in its contract.

## Why it hurts
Something outside the contract went in: probabilities instead of logarithms, targets outside [0, 1].

## Use instead
See the contract: `rightloss show cross-entropy`.

## Known limits
Silent where a more particular mistake explains it: RL104, RL105, RL110, RL206, RL211.
"""

from collections.abc import Iterator

import torch

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.probe import Probe, Report

_EXPLAINED = ("nll", "ctc", "kl-divergence", "hinge-embedding", "binary-cross-entropy")


def look(call: LossCall) -> Iterator[Report]:
    """The value lies below its bound."""
    bound = call.loss.lower_bound
    if bound is None or not isinstance(call.value, torch.Tensor) or call.loss.name.startswith(_EXPLAINED):
        return
    low = float(call.value.detach().min()) if call.value.numel() else bound
    if not low < bound - 1e-3:
        return
    yield Report(
        message=f"{call.loss.name} is {low:.4g}, and cannot be below {bound:g}",
        why="something outside its contract went in: a target that is no probability, or a weight below 0",
        help=f"compare input and target with `rightloss show {call.loss.name}`",
    )


PROBE = Probe(
    code="RL707",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = F.cross_entropy(torch.randn(2, 3), -torch.ones(2, 3))  # RL707
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = F.cross_entropy(torch.randn(2, 3), torch.full((2, 3), 1 / 3))
""",
    ),
)
