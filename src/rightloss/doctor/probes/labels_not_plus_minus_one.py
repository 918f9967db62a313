"""0/1 labels where a margin wants -1/+1.

## What it looks at
The target of a loss with -1/+1 targets; and in a hand-written hinge, max(0, 1 - y * score), the factor y.

## Known limits
Silent where only ones occur.
"""

from collections.abc import Iterator

import torch

from rightloss.doctor.evidence import LossCall, Node, Operation
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common
from rightloss.doctor.values import is_binary


def look(event: LossCall | Operation) -> Iterator[Report]:
    """Zeros and ones, where -1 and +1 are meant."""
    found = _of_a_loss(event) if isinstance(event, LossCall) else _of_a_hinge(event)
    if not found:
        return
    yield Report(
        message="the labels are 0 and 1, and the margin is written for -1 and +1",
        why="an example with label 0 costs a constant and gives no gradient",
        help="convert the labels: 2 * y - 1",
    )


def _of_a_loss(call: LossCall) -> bool:
    y = common.labels(call)
    return y is not None and bool(call.loss.targets) and call.loss.targets[0].space == "sign" and is_binary(y)


def _of_a_hinge(event: Operation) -> bool:
    """relu or clamp of 1 - y * score, where the product is exactly 0 for a part of the examples."""
    x, before = event.args[0] if event.args else None, event.origins[0] if event.origins else None
    if not isinstance(x, torch.Tensor) or before is None or not before.attached or event.error is not None:
        return False
    if not _is_hinge(event) or before.op not in ("rsub", "sub") or before.numbers != (1.0,):
        return False
    product = before.inputs[0] if before.inputs else None
    return product is not None and product.op == "mul" and "binary-factor" in product.facts and _partly_one(x)


def _is_hinge(event: Operation) -> bool:
    low = event.options.get("min", event.args[1] if len(event.args) > 1 else 0)
    return event.name in ("relu", "clamp", "clamp_min") and low == 0


def _partly_one(x: torch.Tensor) -> bool:
    ones = (x == 1).float().mean()
    return bool((ones > 0.05) & (ones < 0.95))


__all__ = ["Node"]


PROBE = Probe(
    code="RL205",
    listens=(
        LossCall,
        Operation,
    ),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Linear(5, 1)
loss = F.soft_margin_loss(net(torch.randn(4, 5)), torch.tensor([[0.0], [1.0], [1.0], [0.0]]))  # RL205
""",
        """
import torch, torch.nn.functional as F
from torch import nn

net, y = nn.Linear(5, 1), torch.tensor([[0.0], [1.0], [1.0], [0.0]])
loss = torch.relu(1 - y * net(torch.randn(4, 5))).mean()  # RL205
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

net, y = nn.Linear(5, 1), torch.tensor([[-1.0], [1.0], [1.0], [-1.0]])
loss = torch.relu(1 - y * net(torch.randn(4, 5))).mean() + F.soft_margin_loss(net(torch.randn(4, 5)), y)
""",
    ),
    operations=frozenset(
        (
            "relu",
            "clamp",
            "clamp_min",
        )
    ),
)
