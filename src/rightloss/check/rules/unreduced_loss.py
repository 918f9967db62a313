"""backward() is called on a loss that has one value per element.

## What it does
Reports backward() without a gradient on a tensor that is certain to have more than one element, and such a loss that is returned to a trainer of Lightning or transformers.

## Why it hurts
It raises: gradients start from a single number.

## Example
```python
F.mse_loss(net(x), y, reduction="none").backward()
```

## Use instead
```python
F.mse_loss(net(x), y, reduction="none").mean().backward()
```

## Known limits
Silent where values are not certain.

## References
PyTorch documentation.
"""

from collections.abc import Iterator

from rightloss.check.flow import dims
from rightloss.check.flow.events import Backward, Event, every, first
from rightloss.check.flow.values import Tensor
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """A known shape with more than one element, and no gradient argument."""
    if not isinstance(event, Backward) or event.args or "gradient" in event.kwargs:
        return
    if event.trainer and every(event.value, _per_element):
        yield Report(
            node=event.node,
            message=f"{event.trainer} gets a loss with one value per element: it is not reduced to one number",
            why="the trainer calls backward() on it, which raises",
            help="reduce it first: loss.mean() or loss.sum()",
            confidence="likely",
        )
        return
    if not every(event.value, _many):
        return
    yield Report(
        node=event.node,
        message=f"backward() of a tensor of shape {dims.shown(first(event.value).shape)}: the loss is not reduced to one number",
        why="it raises as soon as it runs",
        help="reduce it first: loss.mean() or loss.sum()",
    )


def _per_element(x: Tensor) -> bool:
    return x.shape is None and (x.space or "").startswith("loss:") and (x.space or "").endswith(":none")


def _many(x: Tensor) -> bool:
    return x.shape is not None and len(x.shape) > 0 and any(dim != 1 and dim is not None for dim in x.shape)


RULE = Rule(
    code="RL401",
    listens=(Backward,),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
F.cross_entropy(net(x), y, reduction="none").backward()  # RL401
""",
        """
import torch.nn.functional as F
from transformers import Trainer
class TagTrainer(Trainer):
    def compute_loss(self, model, inputs, return_outputs=False):
        outputs = model(**inputs)
        loss = F.binary_cross_entropy_with_logits(outputs.logits, inputs["labels"].float(), reduction="none")
        return (loss, outputs) if return_outputs else loss  # RL401
""",
    ),
    good=(
        """
import torch.nn.functional as F
from transformers import Trainer
class TagTrainer(Trainer):
    def compute_loss(self, model, inputs, return_outputs=False):
        outputs = model(**inputs)
        loss = F.binary_cross_entropy_with_logits(outputs.logits, inputs["labels"].float(), reduction="none").mean()
        return (loss, outputs) if return_outputs else loss
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
F.cross_entropy(net(x), y, reduction="none").mean().backward()
""",
        """
import torch, torch.nn.functional as F
from torch import nn
net = nn.Linear(5, 10)
x, y = torch.randn(8, 5), torch.randint(0, 10, (8,))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loss = F.cross_entropy(net(x), y, reduction="none")
loss.backward(torch.ones(8))
""",
    ),
)
