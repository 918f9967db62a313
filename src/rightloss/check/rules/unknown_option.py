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
from collections.abc import Iterator

from rightloss.catalog.registry import by_call
from rightloss.catalog.schema import Loss
from rightloss.check.flow.events import Build, Event
from rightloss.check.flow.values import Const, constant
from rightloss.check.rule import Report, Rule

_DEPRECATED = {"size_average", "reduce"}


def check(event: Event) -> Iterator[Report]:
    """A keyword that is no option of the catalog's entry."""
    if not isinstance(event, Build):
        return
    entry = by_call().get(event.dotted)
    if not isinstance(entry, Loss) or not event.dotted.startswith("torch.nn.") or "AdaptiveLog" in event.dotted:
        return
    yield from _reduction(event)
    known = {option.name for option in entry.options} | _DEPRECATED
    for name in sorted(set(event.kwargs) - known):
        near = difflib.get_close_matches(name, known, n=1)
        yield Report(
            node=event.node,
            message=f"{event.dotted.rpartition('.')[2]} has no argument {name}"
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
    listens=(Build,),
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
    ),
    good=(
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
