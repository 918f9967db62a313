"""Gradients of several batches are added without dividing.

## What it does
Reports a loop that steps the optimizer every n-th batch (`if i % n == 0`) and never divides the loss by n.

## Why it hurts
The gradient is n times as large as that of one batch: the learning rate is n times what was set.

## Example
```python
loss.backward()
if i % 4 == 0:
    opt.step()
```

## Use instead
```python
(loss / 4).backward()
if i % 4 == 0:
    opt.step()
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

import ast
from collections.abc import Iterator

from rightloss.check.flow.events import Backward, Event, LoopEnd, Step
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """A step behind a modulo, and no division by the same number."""
    if not isinstance(event, LoopEnd):
        return
    backwards = [part for part in event.inside if isinstance(part, Backward)]
    every_nth = (_accumulated(event.node) or _in_parts(event)) if backwards else None
    if every_nth is None or not all(map(_may_be_mean, backwards)):
        return
    text = ast.unparse(event.node)
    if ".grad" in text:
        # Gradients are scaled by hand.
        return
    if every_nth == _PARTS:
        if "/" not in text and "reduction=" not in text:
            yield Report(
                node=backwards[0].node,
                message="backward() is called on the mean of each part of a batch, and the loss is not divided",
                why="the gradients are as many times too large as there are parts",
                help="divide the loss by the number of parts",
                confidence="likely",
                path=backwards[0].path,
            )
        return
    if any(
        mark in text
        for mark in (
            f"/ {every_nth}",
            f"/= {every_nth}",
            f"1 / {every_nth}",
            f"/ float({every_nth})",
            "reduction='sum'",
        )
    ):
        return
    yield Report(
        node=backwards[0].node,
        message=f"the optimizer steps every {every_nth} batches, and the loss is not divided by {every_nth}",
        why=f"the gradients are {every_nth} times as large as those of one batch",
        help=f"(loss / {every_nth}).backward()",
        confidence="likely",
        path=backwards[0].path,
    )


_PARTS = "parts"


def _may_be_mean(event: Backward) -> bool:
    space = event.value.space or "" if isinstance(event.value, Tensor) else ""
    return not space.startswith("loss:") or space.endswith(":mean")


def _in_parts(event: LoopEnd) -> str | None:
    """A loop over the parts of a batch that steps nothing itself."""
    steps = any(isinstance(part, Step) for part in event.inside)
    over = ast.unparse(event.node.iter) if isinstance(event.node, ast.For) else ""
    return _PARTS if not steps and (".split(" in over or ".chunk(" in over) else None


def _accumulated(loop: ast.AST) -> str | None:
    """n of `if (i + 1) % n == 0:` whose body steps the optimizer and clears the gradients."""
    for node in ast.walk(loop):
        test = node.test if isinstance(node, ast.If) else None
        if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
            # ...or at the last batch.
            test = test.values[0]
        if not isinstance(node, ast.If) or not isinstance(test, ast.Compare):
            continue
        body = "\n".join(ast.unparse(part) for part in node.body)
        left = test.left
        if "backward(" in body:
            # Another loss, trained less often: the critic of a GAN steps more often than its generator.
            continue
        if ".step(" in body and "zero_grad" in body and isinstance(left, ast.BinOp) and isinstance(left.op, ast.Mod):
            return ast.unparse(left.right)
    return None


RULE = Rule(
    code="RL609",
    listens=(LoopEnd,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for i in range(8):
    loss = F.cross_entropy(net(x), y)
    loss.backward()  # RL609
    if (i + 1) % 4 == 0:
        opt.step()
        opt.zero_grad()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net, criterion = nn.Linear(5, 2), nn.CrossEntropyLoss()
opt, scaler = torch.optim.AdamW(net.parameters()), torch.amp.GradScaler("cuda")
for i in range(100):
    with torch.autocast("cuda"):
        loss = criterion(net(torch.randn(3, 5)), torch.randint(0, 2, (3,)))
    scaler.scale(loss).backward()  # RL609
    if (i + 1) % 4 == 0:
        scaler.step(opt)
        scaler.update()
        opt.zero_grad()
""",
        """
import torch
from torch import nn
net, criterion = nn.Linear(5, 2), nn.CrossEntropyLoss()
opt, batches = torch.optim.AdamW(net.parameters()), [(torch.randn(3, 5), torch.randint(0, 2, (3,)))] * 10
for i, (x, y) in enumerate(batches):
    criterion(net(x), y).backward()  # RL609
    if (i + 1) % 4 == 0 or i + 1 == len(batches):
        opt.step()
        opt.zero_grad()
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net, criterion = nn.Linear(5, 2), nn.CrossEntropyLoss()
opt, scaler = torch.optim.AdamW(net.parameters()), torch.amp.GradScaler("cuda")
for i in range(100):
    with torch.autocast("cuda"):
        loss = criterion(net(torch.randn(3, 5)), torch.randint(0, 2, (3,))) / 4
    scaler.scale(loss).backward()
    if (i + 1) % 4 == 0:
        scaler.step(opt)
        scaler.update()
        opt.zero_grad()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net, criterion = nn.Linear(5, 2), nn.CrossEntropyLoss(reduction="sum")
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for i in range(100):
    criterion(net(torch.randn(3, 5)), torch.randint(0, 2, (3,))).backward()
    if (i + 1) % 4 == 0:
        opt.step()
        opt.zero_grad()
""",
        """
import torch
from torch import nn
critic, generator = nn.Linear(4, 1), nn.Linear(2, 4)
first, second = torch.optim.Adam(critic.parameters()), torch.optim.Adam(generator.parameters())
for step in range(100):
    loss = critic(generator(torch.randn(8, 2)).detach()).mean() - critic(torch.randn(8, 4)).mean()
    first.zero_grad()
    loss.backward()
    first.step()
    if step % 5 == 0:
        loss = -critic(generator(torch.randn(8, 2))).mean()
        second.zero_grad()
        loss.backward()
        second.step()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for i in range(8):
    loss = F.cross_entropy(net(x), y) / 4
    loss.backward()
    if (i + 1) % 4 == 0:
        opt.step()
        opt.zero_grad()
""",
    ),
)
