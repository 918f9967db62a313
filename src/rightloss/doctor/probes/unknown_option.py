"""The loss has no such argument.

## What it looks at
The error with which a constructor of a loss ended.

## Known limits
Functions are left to their own error messages.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import Made
from rightloss.doctor.probe import Probe, Report


def look(event: Made) -> Iterator[Report]:
    """unexpected keyword argument."""
    if not isinstance(event.error, TypeError) or "unexpected keyword argument" not in str(event.error):
        return
    if "distributions" in event.kind:
        return
    kind, wrong = event.kind.rpartition(".")[2], str(event.error).rpartition("argument ")[2]
    yield Report(
        message=f"{kind} has no argument {wrong}",
        why="Python raises when the line runs",
        help=f"see `rightloss show {kind}` for its arguments",
    )


PROBE = Probe(
    code="RL904",
    listens=(Made,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
try:
    criterion = nn.MSELoss(label_smoothing=0.1)  # RL904
except TypeError:
    pass
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
criterion = nn.CrossEntropyLoss(label_smoothing=0.1)
""",
    ),
)
