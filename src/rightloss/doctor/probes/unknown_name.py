"""The module of torch has no such name.

## What it looks at
The error that ended the program.

## Known limits
None.
"""

import difflib
from collections.abc import Iterator
from types import ModuleType

from rightloss.doctor.evidence import Uncaught
from rightloss.doctor.probe import Probe, Report


def look(event: Uncaught) -> Iterator[Report]:
    """module 'torch.nn' has no attribute 'Sigmod'."""
    error = event.error
    if not isinstance(error, AttributeError) or not isinstance(error.obj, ModuleType) or not error.name:
        return
    if error.obj.__name__.partition(".")[0] != "torch":
        return
    near = difflib.get_close_matches(error.name, dir(error.obj), n=1)
    yield Report(
        message=f"{error.obj.__name__} has no {error.name}",
        why="Python raises when the line runs",
        help=f"did you mean {near[0]}?"
        if near
        else "look it up in the documentation of the version of torch that you use",
    )


PROBE = Probe(
    code="RL901",
    listens=(Uncaught,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Sequential(nn.Linear(5, 1), nn.Sigmod())  # RL901
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Sequential(nn.Linear(5, 1), nn.Sigmoid())
""",
    ),
)
