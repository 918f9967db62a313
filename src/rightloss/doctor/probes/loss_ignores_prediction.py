"""A term of the loss does not depend on what is trained.

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
        if (
            not term.attached
            and _terms.is_loss(term)
            and not any(map(is_hard, term.ancestors()))
            and not _detached(term)
        ):
            yield Report(
                message=f"a term of the loss, {term.op}, does not depend on anything that is trained",
                why="it is a constant for autograd: it trains nothing",
                help="pass the output of the model that is trained as the input",
                place=term.place,
            )


def _detached(term: Node) -> bool:
    return any(node.op in ("detach", "data", "numpy") and _terms.has_gradient(node) for node in term.ancestors())


PROBE = Probe(
    code="RL210",
    listens=(Backward,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn
student, teacher = nn.Linear(5, 4), nn.Linear(5, 4)
x = torch.randn(8, 5)
with torch.no_grad():
    wanted = teacher(x)
soft = F.kl_div(wanted.log_softmax(1), wanted.softmax(1), reduction="batchmean")  # RL210
(soft + F.cross_entropy(student(x), torch.zeros(8).long())).backward()
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
student, teacher = nn.Linear(5, 4), nn.Linear(5, 4)
x = torch.randn(8, 5)
with torch.no_grad():
    wanted = teacher(x)
soft = F.kl_div(student(x).log_softmax(1), wanted.softmax(1), reduction="batchmean")
(soft + F.cross_entropy(student(x), torch.zeros(8).long())).backward()
""",
    ),
)
