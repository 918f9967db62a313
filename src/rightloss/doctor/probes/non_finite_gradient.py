"""A loss or a gradient is infinite or NaN.

## What it looks at
The loss at backward, and the gradients of all parameters before the optimizer steps; and the operations before it that
met a point where they, or their derivatives, are infinite.

## Why it hurts
The next step makes every parameter NaN.

## Use instead
Keep the argument away from the point, for example by clamp(min=1e-8), or by the stable form of the operation
(log_softmax, logsigmoid, log1p, xlogy).

## Known limits
Silent where a more particular mistake explains it: RL501 to RL505. Later steps than the first ten are not looked at.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import Backward, Node, Step
from rightloss.doctor.operations import producer
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common
from rightloss.doctor.probes import _numerics as numerics


def look(event: Backward | Step) -> Iterator[Report]:
    """Something is not finite, and no other probe knows why."""
    if not numerics.is_sick(event):
        return
    found = numerics.culprits(event)
    node = next((item for item in found if not _is_particular(item)), None)
    if found and node is None:
        return
    what = f"{common.said(node)} met a point where its value or its derivative is infinite" if node else _symptom(event)
    yield Report(
        message=what,
        why="the next step makes every parameter NaN",
        help="keep the argument away from the point: clamp(min=1e-8), or a stable form (log_softmax, logsigmoid, xlogy)",
        place=node.place if node is not None else None,
    )


def _symptom(event: Backward | Step) -> str:
    if isinstance(event, Backward):
        return "the loss is infinite or NaN"
    count = sum(item.grad is not None and not numerics.finite(item.grad) for item in event.parameters.values())
    return f"the gradients of {count} of {len(event.parameters)} parameters are infinite or NaN"


def _is_particular(node: Node) -> bool:
    source = producer(node.inputs[0] if node.inputs else None)
    made = source is not None and source.op in (*common.SOFTMAX, "sigmoid") and node.op.startswith("log")
    return made or "half" in node.facts or node.op in ("sqrt", "rsqrt", "norm")


PROBE = Probe(
    code="RL706",
    listens=(
        Backward,
        Step,
    ),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(2, 2)
share = (net(torch.randn(4, 2)) + torch.tensor([0.0, 500.0])).softmax(1).mean(0)
loss = -share.log().sum()  # RL706
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loss.backward()
opt.step()
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(2, 2)
share = (net(torch.randn(4, 2)) + torch.tensor([0.0, 500.0])).softmax(1).mean(0)
loss = -share.clamp(min=1e-8).log().sum()
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loss.backward()
opt.step()
""",
    ),
)
