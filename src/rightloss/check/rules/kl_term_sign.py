"""The divergence of a variational autoencoder enters the loss with the wrong sign.

## What it does
Reports a loss to which `1 + log(variance) - mean^2 - variance` is added, summed or averaged, without the minus in front of it.

## Why it hurts
The expression is never positive: it is minus twice the divergence from a standard normal. Adding it rewards an encoder for moving away from the prior, without a limit.

## Example
```python
kld = 0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
loss = reconstruction + kld
```

## Use instead
```python
kld = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
loss = reconstruction + kld
```

## Known limits
Only this closed form is known, and factors whose sign is certain.

## References
Kingma and Welling, "Auto-Encoding Variational Bayes", 2013, arXiv:1312.6114, appendix B.
"""

from collections.abc import Iterator

from rightloss.check.flow.closed_form import STEP
from rightloss.check.flow.events import Event, OpCall
from rightloss.check.flow.values import Tensor, Value
from rightloss.check.rule import Report, Rule


def check(event: Event) -> Iterator[Report]:
    """A loss plus something that is never positive, or minus something that is never negative."""
    if not isinstance(event, OpCall) or len(event.args) != 2:
        return
    left, right = event.args
    if event.name == "add":
        wrong = (_is_loss(left) and _sign(right) < 0) or (_is_loss(right) and _sign(left) < 0)
    else:
        wrong = _is_loss(left) and _sign(right) > 0
    if not wrong:
        return
    yield Report(
        node=event.node,
        message="the divergence enters the loss with the wrong sign",
        why=f"{STEP} is never positive: it is minus twice the divergence, and the loss has no lower bound",
        help="multiply it by -0.5 and add it to the loss",
    )


def _is_loss(value: Value) -> bool:
    if not isinstance(value, Tensor) or not value.terms:
        return False
    return value.low >= 0 or (value.space or "").startswith("loss:binary-cross-entropy")


def _sign(value: Value) -> int:
    """Of a divergence in closed form: -1 where it is certainly not positive, 1 where it is not negative."""
    if not isinstance(value, Tensor) or not any(step.what == STEP for step in value.trail):
        return 0
    return -1 if value.high <= 0 else 1 if value.low >= 0 else 0


RULE = Rule(
    code="RL414",
    listens=(OpCall,),
    operations=("add", "sub"),
    check=check,
    bad=(
        """
import torch, torch.nn.functional as F
from torch import nn
enc, dec = nn.Linear(9, 4), nn.Linear(2, 9)
x = torch.rand(8, 9)
mu, logvar = enc(x).chunk(2, dim=1)
kld = 0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
loss = F.mse_loss(dec(mu), x, reduction="sum") + kld  # RL414
""",
        """
import torch, torch.nn.functional as F
from torch import nn
enc, dec = nn.Linear(9, 4), nn.Linear(2, 9)
x = torch.rand(8, 9)
mu, logvar = enc(x).chunk(2, dim=1)
kld = (-0.5 * (1 + logvar - mu**2 - logvar.exp())).mean()
kld = -0.5 * (1 + logvar - mu**2 - torch.exp(logvar)).mean()
loss = F.mse_loss(dec(mu), x) - 0.1 * kld  # RL414
""",
        """
import torch, torch.nn.functional as F
from torch import nn
enc, dec = nn.Linear(9, 4), nn.Linear(2, 9)
x = torch.rand(8, 9)
mu, logvar = enc(x).chunk(2, dim=1)
kld = 0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
loss = F.binary_cross_entropy(torch.sigmoid(dec(mu)), x, reduction="sum") + kld  # RL414
""",
    ),
    good=(
        """
import torch, torch.nn.functional as F
from torch import nn
enc, dec = nn.Linear(9, 4), nn.Linear(2, 9)
x = torch.rand(8, 9)
mu, logvar = enc(x).chunk(2, dim=1)
likelihood = -F.binary_cross_entropy(torch.sigmoid(dec(mu)), x, reduction="sum")
elbo = likelihood + 0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
""",
        """
import torch, torch.nn.functional as F
from torch import nn
enc, dec = nn.Linear(9, 4), nn.Linear(2, 9)
x = torch.rand(8, 9)
mu, logvar = enc(x).chunk(2, dim=1)
kld = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
loss = F.mse_loss(dec(mu), x, reduction="sum") + kld
""",
        """
import torch, torch.nn.functional as F
from torch import nn
enc, dec = nn.Linear(9, 4), nn.Linear(2, 9)
x = torch.rand(8, 9)
mu, logvar = enc(x).chunk(2, dim=1)
kld = 0.5 * torch.sum(mu.pow(2) + logvar.exp() - logvar - 1)
loss = F.mse_loss(dec(mu), x, reduction="sum") + kld
""",
    ),
)
