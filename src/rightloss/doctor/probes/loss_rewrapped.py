"""The loss is put into a new tensor, which has no graph.

## What it looks at
The tensor at backward(), and what stands before it: a tensor with requires_grad that was made from one without a graph.

## Known limits
None.
"""

from collections.abc import Iterator

import torch

from rightloss.doctor.evidence import Backward, Node
from rightloss.doctor.probe import Probe, Report

_MAKERS = ("tensor", "as_tensor", "from_numpy", "asarray", "Tensor")


def look(event: Backward) -> Iterator[Report]:
    """A new leaf stands where the graph of the model should be."""
    leaf = _leaf(event)
    if leaf is None:
        return
    yield Report(
        message="the loss is put into a new tensor with requires_grad=True, which knows nothing of the model",
        why="backward() runs, and no parameter gets a gradient",
        help="leave the tensor as it is; where it has no gradient, find out what cut it: argmax, a comparison, .item()",
        place=leaf.place or event.place,
    )


def _leaf(event: Backward) -> Node | None:
    if event.origin is None or event.error is not None or not isinstance(event.loss, torch.Tensor):
        return None
    if event.loss.is_leaf and event.loss.requires_grad:
        return event.origin
    return next((node for node in event.origin.ancestors() if node.attached and _is_rewrapped(node)), None)


def _is_rewrapped(node: Node) -> bool:
    """Made from a tensor that came from the model, but without its gradient."""
    before = node.inputs[0] if node.op in _MAKERS and node.inputs else None
    return before is not None and any(item.attached for item in before.ancestors())


PROBE = Probe(
    code="RL602",
    listens=(Backward,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

loss = F.mse_loss(nn.Linear(5, 1)(torch.randn(4, 5)), torch.ones(4, 1))
loss = torch.tensor(loss.item(), requires_grad=True)  # RL602
loss.backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn

import warnings
warnings.simplefilter("ignore")
hard = torch.tensor((nn.Linear(5, 1)(torch.randn(4, 5)) > 0).float(), requires_grad=True)  # RL602
(hard - 1).square().mean().backward()
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

start = torch.tensor([1.0, 2.0], requires_grad=True)
(start * nn.Linear(5, 2)(torch.randn(4, 5))).mean().backward()
""",
    ),
)
