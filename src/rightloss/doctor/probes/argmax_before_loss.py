"""A step without a gradient stands between the model and the loss.

## What it looks at
The terms of the loss at backward(): one that has no gradient, and before it an argmax, a rounding or a comparison of
something that has one.

## Known limits
Factors are not looked at: a weight may be computed from hard decisions.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import Backward, Node
from rightloss.doctor.operations import is_hard, terms
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common


def look(event: Backward) -> Iterator[Report]:
    """A term is constant for autograd, and a hard decision made it so."""
    for term in terms(event.origin):
        hard = None if term.attached else _cut(term)
        if hard is not None:
            yield Report(
                message=f"{common.said(hard)} cuts the gradient between the model and a term of the loss",
                why="the term is a constant for autograd: it changes the value that is printed, and trains nothing",
                help="use the scores themselves, a softmax or sigmoid of them (a soft decision), or leave the term out",
                place=hard.place,
            )


def _cut(term: Node) -> Node | None:
    return next((node for node in term.ancestors() if is_hard(node) and _has_gradient(node)), None)


def _has_gradient(node: Node) -> bool:
    return any(item is not None and item.attached for item in node.inputs)


PROBE = Probe(
    code="RL601",
    listens=(Backward,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

logits = nn.Linear(5, 4)(torch.randn(8, 5))
wrong = (logits.argmax(1) != 0).float().mean()  # RL601
(F.cross_entropy(logits, torch.zeros(8).long()) + wrong).backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
hard = nn.Linear(5, 1)(torch.randn(8, 5)).round()
hard = hard.detach()
logits = nn.Linear(5, 4)(torch.randn(8, 5))
guess = logits.argmax(1).float()  # RL601
try:
    F.mse_loss(guess, torch.zeros(8)).backward()
except (RuntimeError, IndexError, ValueError, TypeError):
    pass
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

logits = nn.Linear(5, 4)(torch.randn(8, 5))
weight = (logits.argmax(1) != 0).float().mean()
(F.cross_entropy(logits, torch.zeros(8).long()) * weight).backward()
""",
    ),
)
