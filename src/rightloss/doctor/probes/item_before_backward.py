"""The loss became a Python number before backward().

## What it looks at
The error that ended the program: a number has no backward().

## Known limits
None.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import Uncaught
from rightloss.doctor.probe import Probe, Report


def look(event: Uncaught) -> Iterator[Report]:
    """'float' object has no attribute 'backward'."""
    if not isinstance(event.error, AttributeError) or event.error.name != "backward":
        return
    kind = type(event.error.obj).__name__
    if kind not in ("int", "float", "tuple", "list", "dict", "NoneType", "ndarray", "float32", "float64"):
        return
    yield Report(
        message=f"backward() is called on a {kind}, which is no tensor",
        why="Python raises; .item() gives a number, and a loss that returns several things gives a tuple",
        help="keep the tensor for backward(), pick it from what the loss returns, and call .item() only to log",
    )


PROBE = Probe(
    code="RL610",
    listens=(Uncaught,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = F.mse_loss(nn.Linear(5, 1)(torch.randn(4, 5)), torch.ones(4, 1)).item()
loss.backward()  # RL610
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = F.mse_loss(nn.Linear(5, 1)(torch.randn(4, 5)), torch.ones(4, 1))
loss.backward()
print(loss.item(), end="")
""",
    ),
)
