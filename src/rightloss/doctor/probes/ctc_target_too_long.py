"""A target that cannot be aligned with its frames.

## What it looks at
For each example, the number of frames against the length of its target plus one blank for each repeated label.

## Why it hurts
No path spells the target: the loss is infinite, and the gradient NaN.

## Use instead
Pool less, leave such examples out, or set zero_infinity=True, which hides them.

## Known limits
Silent where zero_infinity is set.
"""

from collections.abc import Iterator

import torch

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.probe import Probe, Report


def look(call: LossCall) -> Iterator[Report]:
    """More labels than frames."""
    y = call.target
    if call.loss.name != "ctc" or not isinstance(y, torch.Tensor) or call.options.get("zero_infinity"):
        return
    frames = torch.as_tensor(call.options.get("input_lengths", ())).flatten().tolist()
    sizes = torch.as_tensor(call.options.get("target_lengths", ())).flatten().tolist()
    rows = list(y) if y.dim() == 2 else list(torch.split(y, sizes)) if sum(sizes) == len(y) else []
    wrong = sum(_needed(row[:size]) > given for row, size, given in zip(rows, sizes, frames, strict=False))
    if not wrong:
        return
    yield Report(
        message=f"{wrong} of {len(rows)} targets need more frames than there are",
        why="no alignment exists: the loss is infinite, and the gradient NaN",
        help="pool less, leave these examples out, or set zero_infinity=True, which hides them",
    )


def _needed(labels: torch.Tensor) -> int:
    """One frame for each label, and a blank between equal ones."""
    return len(labels) + int((labels[1:] == labels[:-1]).sum())


PROBE = Probe(
    code="RL704",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

frames = nn.Linear(5, 4)(torch.randn(3, 2, 5)).log_softmax(-1)
loss = F.ctc_loss(frames, torch.tensor([[1, 1, 2], [1, 2, 3]]), torch.tensor([3, 3]), torch.tensor([3, 3]))  # RL704
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

frames = nn.Linear(5, 4)(torch.randn(4, 2, 5)).log_softmax(-1)
loss = F.ctc_loss(frames, torch.tensor([[1, 1, 2], [1, 2, 3]]), torch.tensor([4, 4]), torch.tensor([3, 3]))
""",
    ),
)
