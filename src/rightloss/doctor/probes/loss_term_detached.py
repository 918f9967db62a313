"""A term of the loss is cut off the graph.

## What it looks at
The terms of the loss at backward(): a call of a loss whose result has no gradient.

## Known limits
Terms that are written by hand are not looked at, where nothing shows that they are meant to train.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import Backward, Node
from rightloss.doctor.operations import is_hard, terms
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _terms


def look(event: Backward) -> Iterator[Report]:
    """A call of a loss that is constant for autograd."""
    for term in terms(event.origin):
        if not term.attached and _terms.is_loss(term) and not any(map(is_hard, term.ancestors())) and _detached(term):
            yield Report(
                message=f"a term of the loss, {term.op}, is computed from detached tensors",
                why="it is a constant for autograd: it trains nothing",
                help="detach the target only, not the prediction",
                place=term.place,
            )


def _detached(term: Node) -> bool:
    return any(node.op in ("detach", "data", "numpy") and _terms.has_gradient(node) for node in term.ancestors())


PROBE = Probe(
    code="RL603",
    listens=(Backward,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
out = net(torch.randn(4, 5))
first = F.mse_loss(out, torch.ones(4, 1))
second = F.l1_loss(out.detach(), torch.ones(4, 1))  # RL603
(first + second).backward()
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 1)
out = net(torch.randn(4, 5))
first = F.mse_loss(out, torch.ones(4, 1))
second = F.l1_loss(out, out.detach() + 1)
(first + second).backward()
""",
    ),
)
