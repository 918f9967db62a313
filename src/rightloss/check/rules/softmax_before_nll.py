"""NLLLoss gets probabilities and wants log-probabilities.

## What it does
Reports an NLL loss whose input is a probability. Silent in files that import skorch, whose NLLLoss takes the logarithm.

## Why it hurts
The loss is then minus a probability: it lies between -1 and 0, and its gradient does not grow when the model is wrong.

## Example
```python
loss = F.nll_loss(F.softmax(net(x), dim=1), y)
```

## Use instead
```python
loss = F.nll_loss(F.log_softmax(net(x), dim=1), y)
```

## Known limits
Silent where another path reaches the same loss with a fitting input.

## References
PyTorch documentation of the losses.
"""

import ast
from collections.abc import Iterator

from rightloss.check.fix import last_step, operand, rename, replaced_element
from rightloss.check.flow.events import Event, LossCall, first
from rightloss.check.rule import Report, Rule
from rightloss.check.rules import _common as common
from rightloss.findings import Fix


def check(event: Event) -> Iterator[Report]:
    """Every alternative of the input is in a space that the loss does not take."""
    call = common.called(event, "nll")
    if call is None or not common.in_spaces(call.input, "probabilities", "independent-probabilities") or call.skorch:
        return
    yield Report(
        node=call.node,
        message="NLLLoss gets probabilities; it wants log-probabilities and does not take the logarithm itself",
        why="the loss is then minus a probability: it lies between -1 and 0, and its gradient does not grow when the model is wrong",
        help="use log_softmax instead of softmax, or cross-entropy on the raw scores",
        trail=first(call.input).trail,
        fix=_fix(call),
    )


def _fix(call: LossCall) -> Fix | None:
    """Log-softmax for a softmax in the call itself or in a Sequential."""
    step = last_step(call.input, "softmax")
    origin = step.origin if step is not None else None
    if step is None or origin is None:
        return None
    node = origin.node
    if origin.layer is not None:
        dim = "".join(map(ast.unparse, _arguments(origin.layer.node)))
        return replaced_element(origin, f"LogSoftmax({dim})", "write LogSoftmax for Softmax")
    if node is not call.inputs or not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    if node.func.attr != "softmax" or operand(origin) is None:
        return None
    return Fix(message="write log_softmax for softmax", edits=(rename(node.func, "log_softmax"),), path=call.path)


def _arguments(node: ast.AST) -> list[ast.AST]:
    return [*node.args, *node.keywords] if isinstance(node, ast.Call) else []


RULE = Rule(
    code="RL104",
    listens=(LossCall,),
    check=check,
    fix="Unsafe: writes log_softmax for softmax, or LogSoftmax for Softmax in a Sequential.",
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.nll_loss(F.softmax(net(x), dim=1), y)  # RL104
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
criterion = nn.NLLLoss()
loss = criterion(nn.Sequential(net, nn.Softmax(1))(x), y)  # RL104
""",
        """
import torch
from torch import nn
class Trainer:
    criterion = nn.NLLLoss()
    def __init__(self, net):
        self.net = net
    @classmethod
    def build(cls, sizes):
        return cls(nn.Sequential(nn.Linear(*sizes), nn.Softmax(dim=1)))
    def loss(self, x, y):
        return self.criterion(self.net(x), y)  # RL104
loss = Trainer.build((5, 3)).loss(torch.randn(8, 5), torch.randint(0, 3, (8,)))
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.nll_loss(F.log_softmax(net(x), dim=1), y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.nll_loss(torch.log(F.softmax(net(x), dim=1) + 1e-9), y)
""",
        """
import torch, torch.nn.functional as F
from torch import nn
from skorch import NeuralNetClassifier

net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
loss = F.nll_loss(F.softmax(net(x), dim=1), y)
""",
    ),
)
