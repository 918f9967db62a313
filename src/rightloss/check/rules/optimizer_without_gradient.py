"""An optimizer steps on a network that no backward() reaches.

## What it does
Reports an optimizer that steps in a loop whose backward() calls all go through other networks: the usual case is a generator whose output was detached for the discriminator and is used again for the generator's loss.

## Why it hurts
The gradients of its parameters are None or zero: the network stays as it was made.

## Example
```python
fake = G(z).detach()
d_loss = bce(D(fake), zeros)
g_loss = bce(D(fake), ones)  # no way to G
```

## Use instead
```python
g_loss = bce(D(G(z)), ones)
```

## Known limits
Only programs in which everything that enters the losses is known are judged.

## References
PyTorch documentation of Tensor.detach.
"""

import ast
from collections.abc import Iterator

from rightloss.check.flow.events import Backward, Event, LoopEnd, LossCall, Step
from rightloss.check.flow.values import SOMETHING, Tensor, Term
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """The layers of an optimizer against those behind all losses of the loop."""
    if not isinstance(event, LoopEnd):
        return
    passes = [part for part in event.inside if isinstance(part, Backward)]
    if not passes or not all(_known(part) for part in passes):
        return
    reached = {layer for part in passes if isinstance(part.value, Tensor) for layer, _ in part.value.graph}
    reported: set[int] = set()
    for index, step in enumerate(event.inside):
        if not isinstance(step, Step) or step.what != "step" or not step.trains or step.trains & reached:
            continue
        cut = _cut(event.inside[:index], step)
        call = cut or next((c for c in reversed(event.inside[:index]) if isinstance(c, LossCall)), None)
        if call is not None and step.optimizer not in reported:
            reported.add(step.optimizer)
            yield Report(
                node=call.node,
                message="this loss is computed from a detached output of the network that the optimizer trains"
                if cut
                else "the network that the optimizer trains has no part in this loss",
                why="no gradient gets to the network: its parameters stay as they were made",
                help="run the network again for its own loss, or detach only for the other network's",
                path=call.path,
            )
    yield from _idle_terms(event)


def _idle_terms(event: LoopEnd) -> Iterator[Report]:
    """Terms of a loss that came from what is stepped after it, and give it no gradient."""
    told: set[Term] = set()
    for index, part in enumerate(event.inside):
        if not isinstance(part, Backward) or not isinstance(part.value, Tensor):
            continue
        trained = _stepped(event.inside[index + 1 :])
        for term in part.value.terms if trained else ():
            idle = term.attached is True and SOMETHING not in term.source and not term.reached & trained
            if idle and term.source & trained and term not in told:
                told.add(term)
                yield Report(
                    node=ast.Pass(
                        lineno=term.line, col_offset=term.column, end_lineno=term.line, end_col_offset=term.column + 1
                    ),
                    message="this term is computed from a detached output of the network that is trained with it",
                    why="no gradient of it gets to the network: it has no effect",
                    help="detach only for the other network's loss",
                    path=term.path,
                )


def _stepped(after: tuple[Event, ...]) -> frozenset[int]:
    """The layers of all optimizers that step before the next backward(); empty where they are not all known."""
    steps = []
    for part in after:
        if isinstance(part, Backward | LoopEnd):
            break
        if isinstance(part, Step) and part.what == "step":
            steps.append(part.trains)
    return frozenset().union(*steps) if steps and all(steps) else frozenset()


def _known(event: Backward) -> bool:
    value = event.value
    known = isinstance(value, Tensor) and value.attached is True and SOMETHING not in value.source
    return known and not event.kwargs


def _cut(before: tuple[Event, ...], step: Step) -> LossCall | None:
    """The last loss before the step whose input came from the network, without its graph."""
    calls = [part for part in before if isinstance(part, LossCall) and isinstance(part.input, Tensor)]
    return next((c for c in reversed(calls) if isinstance(c.input, Tensor) and c.input.source & step.trains), None)


RULE = Rule(
    code="RL614",
    listens=(LoopEnd,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
G, D = nn.Linear(4, 2), nn.Linear(2, 1)
first, second = torch.optim.Adam(G.parameters()), torch.optim.Adam(D.parameters())
for step in range(100):
    fake = G(torch.randn(8, 4)).detach()
    second.zero_grad()
    F.binary_cross_entropy_with_logits(D(fake), torch.zeros(8, 1)).backward()
    second.step()
    first.zero_grad()
    loss = F.binary_cross_entropy_with_logits(D(fake), torch.ones(8, 1))  # RL614
    loss.backward()
    first.step()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net, head, old = nn.Linear(4, 8), nn.Linear(8, 3), nn.Linear(8, 9)
opt = torch.optim.SGD(old.parameters(), lr=0.1)
for step in range(100):
    opt.zero_grad()
    loss = F.cross_entropy(head(net(torch.randn(6, 4))), torch.randint(0, 3, (6,)))  # RL614
    loss.backward()
    opt.step()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
G, D = nn.Linear(4, 2), nn.Linear(2, 1)
first, second = torch.optim.Adam(G.parameters()), torch.optim.Adam(D.parameters())
def generator_loss(z, wanted):
    fake = G(z)
    score = D(fake.detach())
    return F.mse_loss(score, torch.ones_like(score)) + 10 * F.l1_loss(fake, wanted)  # RL614
for step in range(100):
    z, real = torch.randn(8, 4), torch.randn(8, 2)
    loss = generator_loss(z, real)
    first.zero_grad()
    loss.backward()
    first.step()
    loss = F.mse_loss(D(real), torch.ones(8, 1)) + F.mse_loss(D(G(z).detach()), torch.zeros(8, 1))
    second.zero_grad()
    loss.backward()
    second.step()
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
G, D = nn.Linear(4, 2), nn.Linear(2, 1)
first, second = torch.optim.Adam(G.parameters()), torch.optim.Adam(D.parameters())
for step in range(100):
    fake, real = G(torch.randn(8, 4)), torch.randn(8, 2)
    loss = F.l1_loss(fake, real) + F.mse_loss(D(fake.detach()), torch.zeros(8, 1))
    first.zero_grad()
    second.zero_grad()
    loss.backward()
    first.step()
    second.step()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(4, 3)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for step in range(100):
    scores = torch.empty(6, 1, 3)
    for i in range(6):
        scores[i] = net(torch.randn(1, 4))
    loss = F.cross_entropy(scores.squeeze(1), torch.randint(0, 3, (6,)))
    opt.zero_grad()
    loss.backward()
    opt.step()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
G, D = nn.Linear(4, 2), nn.Linear(2, 1)
first, second = torch.optim.Adam(G.parameters()), torch.optim.Adam(D.parameters())
for step in range(100):
    fake = G(torch.randn(8, 4))
    second.zero_grad()
    F.binary_cross_entropy_with_logits(D(fake.detach()), torch.zeros(8, 1)).backward()
    second.step()
    first.zero_grad()
    loss = F.binary_cross_entropy_with_logits(D(fake), torch.ones(8, 1))
    loss.backward()
    first.step()
""",
    ),
)
