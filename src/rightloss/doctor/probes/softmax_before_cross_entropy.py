"""A softmax in front of cross-entropy.

## What it looks at
The operation that made the input, through views and casts; and the values: rows between 0 and 1 that sum to 1 are
probabilities, wherever they come from.

## Known limits
Silent where the softmax went over another dimension (see RL113), and for a single class (see RL307).
"""

from collections.abc import Iterator

from rightloss.doctor.evidence import LossCall
from rightloss.doctor.probe import Probe, Report
from rightloss.doctor.probes import _common as common
from rightloss.doctor.values import are_probabilities


def look(call: LossCall) -> Iterator[Report]:
    """The input is normalised over the classes."""
    x = common.scores(call)
    if x is None or not common.wants(call, "logits") or x.shape[common.class_dim(call, x)] < 2:
        return
    if not are_probabilities(x, common.class_dim(call, x)):
        return
    yield Report(
        message=f"{call.loss.name} gets probabilities{common.source_said(call.origin)} and applies the softmax itself",
        why=common.floor(x.shape[common.class_dim(call, x)]),
        help="pass the raw scores; apply softmax only to predict",
        trail=common.trail(call.origin),
    )


PROBE = Probe(
    code="RL101",
    listens=(LossCall,),
    look=look,
    sick=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Sequential(nn.Linear(5, 10), nn.Softmax(dim=1))
loss = F.cross_entropy(net(torch.randn(8, 5)), torch.randint(0, 10, (8,)))  # RL101
""",
        """
import torch, torch.nn.functional as F
from torch import nn

net, criterion = nn.Conv2d(3, 4, 1), nn.CrossEntropyLoss()
with torch.no_grad():
    masks = net(torch.randn(2, 3, 8, 8)).softmax(dim=1)
    loss = criterion(masks, torch.randint(0, 4, (2, 8, 8)))  # RL101
""",
    ),
    healthy=(
        """
import torch, torch.nn.functional as F
from torch import nn

net = nn.Sequential(nn.Linear(5, 10))
logits = net(torch.randn(8, 5))
probabilities = logits.softmax(dim=1)
loss = F.cross_entropy(logits, torch.randint(0, 10, (8,)))
""",
    ),
)
