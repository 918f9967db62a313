"""A running sum of losses keeps every batch's graph.

## What it looks at
A sum that goes on over optimizer steps, at one place of the code, and has a gradient.

## Known limits
Lists of losses are not looked at.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import Node, Operation
from rightloss.doctor.probe import Probe, Report


def look(event: Operation) -> Iterator[Report]:
    """The same sum, one step earlier, goes in with its graph."""
    node = event.node
    if node is None or not node.attached or node.shape:
        return
    if any(_is_earlier(before, node) for before in node.inputs):
        yield Report(
            message="a running sum of losses keeps the graphs of all batches",
            why="memory grows with every batch, until it is full",
            help="add loss.item(), or loss.detach()",
            severity="warning",
        )


def _is_earlier(before: Node | None, node: Node) -> bool:
    """The sum of the same place, from before the last step, with its graph."""
    same = before is not None and before.attached and before.op == "add" and before.place == node.place
    return same and before is not None and before.moment < node.moment


PROBE = Probe(
    code="RL605",
    listens=(Operation,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Linear(5, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
total = 0.0
for _ in range(3):
    loss = F.mse_loss(net(torch.randn(4, 5)), torch.ones(4, 1))
    opt.zero_grad()
    loss.backward()
    opt.step()
    total += loss  # RL605
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Linear(5, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
total = 0.0
for _ in range(3):
    loss = F.mse_loss(net(torch.randn(4, 5)), torch.ones(4, 1))
    opt.zero_grad()
    loss.backward()
    opt.step()
    total += loss.detach()
""",
    ),
    operations=frozenset(("add",)),
)
