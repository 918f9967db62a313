"""A softmax over the examples of the batch instead of the classes.

## What it looks at
The dimension of the softmax behind the input of a loss over classes, where nothing moved the dimensions: the batch, or
another than that of the classes; and a
probability that is picked along dimension 1 of what was normalised over dimension 0.

## Known limits
Silent where dimensions are moved between the softmax and the loss.
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall, Node, Operation
from rightloss.doctor.operations import producer, way_to_producer
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common

_MOVES = frozenset(("permute", "transpose", "t", "movedim", "mt", "tb", "select"))


def look(event: LossCall | Operation) -> Iterator[Report]:
    """Normalised over dimension 0, read over another."""
    origin = event.origin if isinstance(event, LossCall) else (event.origins or (None,))[0]
    source = producer(origin)
    if source is None or source.op not in ("log_softmax", *common.SOFTMAX) or not _over_another(event, source):
        return
    if any(node.op in _MOVES for node in way_to_producer(origin)):
        return
    if not (_reads_classes(event) if isinstance(event, LossCall) else _picks_classes(event, source)):
        return
    yield Report(
        message=f"{common.said(source)} normalises over {_what(source)}, not over the classes",
        why="the probabilities of one example depend on the others, and do not sum to 1",
        help=f"write {source.op}(dim=1), or dim=-1 where the classes come last",
        trail=common.trail(origin),
    )


def _over_another(event: LossCall | Operation, source: Node) -> bool:
    """Over the batch; or, where nothing changed the shape, over another dimension than the classes of the loss."""
    if _over_the_batch(source) or isinstance(event, Operation) or event.loss.name not in common.CLASS_LOSSES:
        return _over_the_batch(source)
    x, dim = common.scores(event), common.works_on(source)
    return x is not None and dim is not None and source.shape == tuple(x.shape) and dim != common.class_dim(event, x)


def _what(source: Node) -> str:
    return "the examples of the batch" if _over_the_batch(source) else "another dimension"


def _over_the_batch(source: Node) -> bool:
    return len(source.shape) > 1 and common.works_on(source) == 0 and source.shape[0] > 1


def _reads_classes(call: LossCall) -> bool:
    x = common.scores(call)
    return (
        x is not None and x.dim() > 1 and common.wants(call, "logits", "log-probabilities") and call.loss.name != "ctc"
    )


def _picks_classes(event: Operation, source: Node) -> bool:
    dim = event.options.get("dim", event.args[1] if len(event.args) > 1 else None)
    if event.name == "getitem":
        return isinstance(dim, tuple) and len(dim) == 2 and all(getattr(item, "shape", ()) for item in dim)
    return isinstance(dim, int) and dim % len(source.shape) != 0 and len(source.shape) == 2


PROBE = Probe(
    code="RL113",
    listens=(
        LossCall,
        Operation,
    ),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Linear(5, 4)
logits = F.log_softmax(net(torch.randn(8, 5)), dim=0)
loss = F.nll_loss(logits, torch.randint(0, 4, (8,)))  # RL113
""",
        """
import torch, torch.nn.functional as F
from torch import nn

policy = nn.Sequential(nn.Linear(5, 2), nn.Softmax(dim=0))
taken = policy(torch.randn(8, 5)).gather(1, torch.zeros(8, 1).long())  # RL113
loss = -(taken.log() * torch.randn(8, 1)).mean()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
scores = nn.Conv2d(3, 5, 1)(torch.randn(2, 3, 4, 6))
loss = F.nll_loss(F.log_softmax(scores, dim=-1), torch.randint(0, 5, (2, 4, 6)))  # RL113
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn
scores = nn.Linear(5, 4)(torch.randn(2, 3, 5)).log_softmax(-1)
loss = F.kl_div(scores, torch.full((2, 3, 4), 0.25), reduction="batchmean")
""",
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Linear(5, 4)
logits = F.log_softmax(net(torch.randn(8, 5)), dim=1)
loss = F.nll_loss(logits, torch.randint(0, 4, (8,)))
""",
        """
import torch, torch.nn.functional as F
from torch import nn

items, weight = nn.Linear(5, 3), nn.Linear(5, 3)
x = torch.randn(8, 5)
pooled = (weight(x).softmax(dim=0) * items(x)).sum(0)
loss = F.cross_entropy(pooled.unsqueeze(0), torch.tensor([1]))
""",
    ),
    operations=frozenset(
        (
            "gather",
            "getitem",
        )
    ),
)
