"""The module of torch has no such name.

## What it does
Reports attributes of torch.nn, torch.nn.functional and torch.optim that do not exist in torch 2.13, with the nearest name.

## Why it hurts
It raises as soon as it runs; a misspelt activation is often found only after minutes of loading.

## Example
```python
act = nn.Sigmod()
```

## Use instead
```python
act = nn.Sigmoid()
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

import ast
from collections.abc import Iterator

from rightloss.check.fix import rename
from rightloss.check.flow.events import Event, MissingName
from rightloss.check.rule import Report, Rule
from rightloss.findings import Fix


def check(event: Event) -> Iterator[Report]:
    """A name that the list of torch's names lacks."""
    if not isinstance(event, MissingName):
        return
    module, _, name = event.dotted.rpartition(".")
    nearest = event.nearest[0] if event.nearest else ""
    yield Report(
        node=event.node,
        message=f"{module} has no {name}" + (f"; did you mean {nearest}?" if nearest else ""),
        why="it raises as soon as it runs",
        help=f"write {nearest}" if nearest else "look the name up in the documentation of your version",
        fix=_fix(event, nearest),
    )


def _fix(event: MissingName, nearest: str) -> Fix | None:
    node = event.node
    if not nearest or not isinstance(node, ast.Attribute):
        return None
    return Fix(message=f"write {nearest}", edits=(rename(node, nearest),), safe=True, path=event.path)


RULE = Rule(
    code="RL901",
    listens=(MissingName,),
    check=check,
    fix="Safe: writes the nearest name.",
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
act = nn.Sigmod()  # RL901
""",
        """
import torch, torch.nn.functional as F
from torch import nn
p = F.sofmax(torch.randn(3), 0)  # RL901
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
F.softargmax = F.softmax
p = F.softargmax(torch.randn(8, 3), dim=1)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Sequential(nn.Linear(5, 3), nn.Softsign(), nn.Hardswish(), nn.Mish())
loss = F.huber_loss(net(torch.randn(8, 5)), torch.randn(8, 3))
""",
        """
import torch, torch.nn.functional as F
from torch import nn
act = nn.Sigmoid()
""",
    ),
)
