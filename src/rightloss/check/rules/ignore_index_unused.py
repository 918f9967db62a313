"""A stored ignore_index never reaches the loss.

## What it does
Reports a class that takes ignore_index, keeps it in self.ignore_index, never reads it, and calls cross_entropy or nll_loss without it.

## Why it hurts
The positions that were to be left out count, and indices like -100 that are not the default raise.

## Example
```python
self.ignore_index = ignore_index
...
F.cross_entropy(x, y)
```

## Use instead
```python
F.cross_entropy(x, y, ignore_index=self.ignore_index)
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

import ast
from collections.abc import Iterator

from rightloss.check.flow.events import ClassSeen, Event
from rightloss.check.rule import Report, Rule

_CALLS = ("cross_entropy", "nll_loss")


def check(event: Event) -> Iterator[Report]:
    """Stored in the constructor, read nowhere in the class, and a loss that would take it."""
    if not isinstance(event, ClassSeen):
        return
    parts = list(ast.walk(event.body))
    stored = [
        n for n in parts if isinstance(n, ast.Attribute) and n.attr == "ignore_index" and isinstance(n.ctx, ast.Store)
    ]
    read = [
        n for n in parts if isinstance(n, ast.Attribute) and n.attr == "ignore_index" and isinstance(n.ctx, ast.Load)
    ]
    if not stored or read:
        return
    for node in parts:
        if (
            isinstance(node, ast.Call)
            and _called(node) in _CALLS
            and not any(word.arg in ("ignore_index", None) for word in node.keywords)
        ):
            yield Report(
                node=node,
                message="self.ignore_index is stored and never used: the loss is called without it",
                why="the positions that were to be left out count",
                help="pass ignore_index=self.ignore_index",
            )


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


RULE = Rule(
    code="RL405",
    listens=(ClassSeen,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
class Loss(nn.Module):
    def __init__(self, ignore_index):
        super().__init__()
        self.ignore_index = ignore_index
    def forward(self, x, y):
        return F.cross_entropy(x, y)  # RL405
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
class Loss(nn.Module):
    def __init__(self, ignore_index):
        super().__init__()
        self.ignore_index = ignore_index
    def forward(self, x, y):
        return F.cross_entropy(x, y, ignore_index=self.ignore_index)
""",
    ),
)
