"""A running sum of losses keeps every batch's graph.

## What it does
Reports a total that is added to in a loop with a loss tensor on which backward() was called there.

## Why it hurts
The total holds the graph of every batch: memory grows until the process dies.

## Example
```python
total += loss
```

## Use instead
```python
total += loss.item()
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

from collections.abc import Iterator

from rightloss.check.flow.events import Backward, Event, LoopEnd, Store
from rightloss.check.flow.values import Const, Step, Tensor, Value
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """An augmented sum of attached losses beside a backward in the same loop."""
    if not isinstance(event, LoopEnd):
        return
    trained = [part.value for part in event.inside if isinstance(part, Backward)]
    if not trained:
        return
    seen: set[str] = set()
    fresh: set[str] = set()
    for part in event.inside:
        if isinstance(part, Store) and part.kind == "=":
            # Assigned in this very pass: what is added to it is not carried on.
            fresh.add(part.target)
        if isinstance(part, Store) and part.target in fresh:
            continue
        if not isinstance(part, Store) or part.kind != "Add" or part.target in seen or not _sums(part, trained):
            continue
        seen.add(part.target)
        yield Report(
            node=part.node,
            message=f"{part.target} adds up loss tensors with their graphs",
            why="the graph of every batch stays in memory",
            help="add loss.item(), or loss.detach()",
            trail=_made(part.value),
            path=part.path,
        )


def _made(value: Value) -> tuple[Step, ...]:
    """Where the last loss in it was computed: the sum may stand in a meter, far from the loop that feeds it."""
    terms = value.terms[-1:] if isinstance(value, Tensor) else ()
    return tuple(Step(f"{term.loss} loss", term.path, term.line) for term in terms if term.line)


def _sums(store: Store, trained: list[Value]) -> bool:
    """Whether what is stored holds losses, is attached, and is not itself what is trained."""
    if not isinstance(store.value, Tensor) or store.value.attached is not True or not store.value.terms:
        return False
    if not isinstance(store.old, Tensor | Const):
        return False
    known = [value for value in trained if isinstance(value, Tensor)]
    whole = any(
        value.number == store.value.number != 0 or (set(value.terms) >= set(store.value.terms) and value is store.value)
        for value in known
    )
    later = any(len(value.terms) > 1 for value in known)
    return bool(known) and not whole and not later


RULE = Rule(
    code="RL605",
    listens=(LoopEnd,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
total = 0.0
for step in range(100):
    loss = F.cross_entropy(net(torch.randn(8, 5)), torch.randint(0, 3, (8,)))
    opt.zero_grad()
    loss.backward()
    opt.step()
    total = total + loss  # RL605
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
total = 0.0
for _ in range(9):
    opt.zero_grad()
    loss = F.cross_entropy(net(x), y)
    loss.backward()
    opt.step()
    total += loss  # RL605
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 3)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for step in range(100):
    out, y = net(torch.randn(8, 5)), torch.randint(0, 3, (8,))
    loss = F.cross_entropy(out, y)
    loss += 1e-3 * out.pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
total = 0.0
for _ in range(9):
    opt.zero_grad()
    loss = F.cross_entropy(net(x), y)
    loss.backward()
    opt.step()
    total += loss.item()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
total = 0.0
for _ in range(9):
    total += F.cross_entropy(net(x), y)
total.backward()
""",
    ),
)
