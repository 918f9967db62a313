"""The loss has no such argument.

## What it does
Reports keyword arguments that the loss does not take.

## Why it hurts
It raises as soon as it runs.

## Example
```python
nn.CrossEntropyLoss(weights=w)
```

## Use instead
```python
nn.CrossEntropyLoss(weight=w)
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

import difflib
from collections.abc import Iterator, Set

from rightloss.catalog.registry import by_call
from rightloss.catalog.schema import Loss
from rightloss.check.flow import losses
from rightloss.check.flow.events import Build, Event, LossCall
from rightloss.check.flow.values import Const, constant
from rightloss.check.rule import Report, Rule

_DEPRECATED = {"size_average", "reduce"}


def check(event: Event) -> Iterator[Report]:
    """A keyword that is no option of the catalog's entry."""
    if isinstance(event, LossCall):
        yield from _functional(event)
    if not isinstance(event, Build):
        return
    entry = by_call().get(event.dotted)
    if not isinstance(entry, Loss) or not event.dotted.startswith("torch.nn.") or "AdaptiveLog" in event.dotted:
        return
    yield from _reduction(event)
    known = {option.name for option in entry.options} | _DEPRECATED
    yield from _unknown(event, event.dotted, set(event.kwargs) - known, known)


def _functional(event: LossCall) -> Iterator[Report]:
    """A keyword of F.cross_entropy(...) and its like."""
    known = losses.parameters(event.dotted) if event.made is None else frozenset()
    if known:
        yield from _unknown(event, event.dotted, event.given - known, known)


def _unknown(event: Event, dotted: str, names: Set[str], known: Set[str]) -> Iterator[Report]:
    for name in sorted(names):
        near = difflib.get_close_matches(name, known, n=1)
        yield Report(
            node=event.node,
            message=f"{dotted.rpartition('.')[2]} has no argument {name}"
            + (f"; did you mean {near[0]}?" if near else ""),
            why="it raises as soon as it runs",
            help=f"its arguments are {', '.join(sorted(known - _DEPRECATED))}",
        )


_REDUCTIONS = ("none", "mean", "sum", "elementwise_mean")


def _reduction(event: Build) -> Iterator[Report]:
    """A reduction that the loss does not have."""
    name = constant(event.kwargs.get("reduction", Const("mean")), "mean")
    allowed = (*_REDUCTIONS, "batchmean") if event.dotted.endswith("KLDivLoss") else _REDUCTIONS
    if not isinstance(name, str) or name in allowed:
        return
    near = difflib.get_close_matches(name, allowed, n=1)
    yield Report(
        node=event.node,
        message=f"{event.dotted.rpartition('.')[2]} has no reduction {name!r}"
        + (f"; did you mean {near[0]!r}?" if near else ""),
        why="it raises as soon as it is called",
        help="its reductions are 'none', 'mean' and 'sum'",
    )


RULE = Rule(
    code="RL904",
    listens=(Build, LossCall),
    check=check,
    bad=(
        """
from torch import nn
criterion = nn.SmoothL1Loss(reduction="avg")  # RL904
""",
        """
import torch, torch.nn.functional as F
from torch import nn
criterion = nn.CrossEntropyLoss(weights=torch.rand(3))  # RL904
""",
        """
import torch, torch.nn.functional as F
from torch import nn
x, y = torch.randn(8, 5), torch.randint(0, 3, (8,))
loss = F.cross_entropy(nn.Linear(5, 3)(x), y, weights=torch.ones(3))  # RL904
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
x, y = torch.randn(8, 5), torch.randint(0, 3, (8,))
loss = F.cross_entropy(input=nn.Linear(5, 3)(x), target=y, weight=torch.ones(3), label_smoothing=0.1)
""",
        """
from torch import nn
criterion = nn.KLDivLoss(reduction="batchmean")
""",
        """
import torch, torch.nn.functional as F
from torch import nn
criterion = nn.CrossEntropyLoss(weight=torch.rand(3))
""",
    ),
)
