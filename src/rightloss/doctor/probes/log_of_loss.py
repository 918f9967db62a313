"""The logarithm of a cross-entropy, which is a logarithm already.

## What it looks at
The argument of a logarithm: the result of a loss over classes.

## Known limits
None.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import Operation
from rightloss.doctor.operations import producer
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common

_LOSSES = ("cross_entropy", "nll_loss", "binary_cross_entropy", "binary_cross_entropy_with_logits")


def look(event: Operation) -> Iterator[Report]:
    """log(cross_entropy(...))."""
    source = producer(event.origins[0] if event.origins else None)
    if source is None or source.op not in _LOSSES:
        return
    yield Report(
        message=f"the logarithm of {source.op} is taken, which is -log(p) already",
        why="log(-log(p)) is no log-probability, and falls to minus infinity where the model is right",
        help="the log-probability of the true class is minus the loss: log_p = -cross_entropy(..., reduction='none')",
        trail=common.trail(source),
    )


PROBE = Probe(
    code="RL415",
    listens=(Operation,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

ce = F.cross_entropy(nn.Linear(5, 4)(torch.randn(8, 5)), torch.zeros(8).long())
log_p = torch.log(ce)  # RL415
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

ce = F.cross_entropy(nn.Linear(5, 4)(torch.randn(8, 5)), torch.zeros(8).long(), reduction="none")
focal = ((1 - torch.exp(-ce)) ** 2 * ce).mean()
""",
    ),
    operations=frozenset(
        (
            "log",
            "log2",
            "log10",
            "log1p",
        )
    ),
)
