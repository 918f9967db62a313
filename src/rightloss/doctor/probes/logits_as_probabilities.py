"""A distribution gets raw scores as probabilities.

## What it looks at
The values that a distribution of torch gets as probs.

## Known limits
Scores that are all positive are normalised by torch in silence.
"""

from collections.abc import Iterator

import torch

from rightloss.doctor.evidence import Made
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common
from rightloss.doctor.values import low_and_high


def look(event: Made) -> Iterator[Report]:
    """A probability below 0, or above 1."""
    x = event.arguments.get("probs")
    if not isinstance(x, torch.Tensor) or not x.is_floating_point():
        return
    low, high = low_and_high(x)
    if low >= 0 and (high <= 1 or event.error is None):
        return
    kind, origin = event.kind.rpartition(".")[2], event.origins.get("probs")
    yield Report(
        message=f"{kind} gets raw scores{common.source_said(origin)} as probabilities",
        why="its first argument is probs; scores are refused, or normalised without a softmax",
        help=f"write {kind}(logits=scores)",
        trail=common.trail(origin),
    )


PROBE = Probe(
    code="RL119",
    listens=(Made,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
try:
    policy = torch.distributions.Categorical(nn.Linear(5, 4)(torch.randn(64, 5)))  # RL119
except (RuntimeError, IndexError, ValueError, TypeError):
    pass
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
policy = torch.distributions.Categorical(logits=nn.Linear(5, 4)(torch.randn(64, 5)))
""",
    ),
)
