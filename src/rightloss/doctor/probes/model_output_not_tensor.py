"""The loss gets a tuple, a list or a dict.

## What it looks at
The type of the input.

## Known limits
None.
"""

from collections.abc import Iterator

import torch

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.probe import Probe, Report


def look(call: LossCall) -> Iterator[Report]:
    """No tensor came."""
    x = call.inputs[0] if call.inputs else None
    if isinstance(x, torch.Tensor) or x is None or call.error is None:
        return
    kind = type(x).__name__
    yield Report(
        message=f"{call.loss.name} wants a tensor and gets a {kind}",
        why="PyTorch raises; a model that returns several outputs, such as auxiliary ones, needs one picked",
        help="pick the tensor: output[0] of a tuple, output['logits'] or output.logits of a dict or a model output",
    )


PROBE = Probe(
    code="RL212",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
try:
    loss = F.cross_entropy((torch.randn(4, 3), torch.randn(4, 3)), torch.tensor([0, 1, 2, 1]))  # RL212
except (RuntimeError, IndexError, ValueError, TypeError):
    pass
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
loss = F.cross_entropy((torch.randn(4, 3), torch.randn(4, 3))[0], torch.tensor([0, 1, 2, 1]))
""",
    ),
)
