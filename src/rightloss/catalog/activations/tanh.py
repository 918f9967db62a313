"""The hyperbolic tangent."""

from rightloss.catalog.schema import Activation, Reference

_EXPLANATION = r"""
The hyperbolic tangent takes any real number to one between -1 and 1:
$\tanh x = (e^x - e^{-x}) / (e^x + e^{-x})$. It is the sigmoid stretched to twice its height and half its width,
$\tanh x = 2 \sigma(2x) - 1$, so that it goes through 0: $\tanh 0 = 0$ and $\tanh(-x) = -\tanh x$.

```python
import torch

x = torch.linspace(-3, 3, 7)
print(torch.allclose(torch.tanh(x), 2 * torch.sigmoid(2 * x) - 1))  # True
```

**Which loss it fits.** As an *output* activation it is right where the target itself lies in $[-1, 1]$: scaled pixel
values, steering commands, audio. There use a loss for numbers, such as **L1, MSE or Huber**. It does not give a
probability, so it belongs neither to binary cross-entropy nor to cross-entropy.

**Why the output activation has to fit the loss.** With targets on another scale the loss can only fall to a floor,
which no amount of training lowers. Targets around 10 are out of reach, however good the rest of the model is:

```python
import torch
from torch.nn.functional import l1_loss

target = torch.tensor([9.0, 10.0, 11.0])
best = torch.tanh(torch.full((3,), 100.0))
print(f"{l1_loss(best, target):.1f}")  # 9.0
```

Either scale the targets to $[-1, 1]$ and scale the predictions back, or leave the output without an activation.
In cross-entropy the mistake is quieter: logits between -1 and 1 cannot say more than
$e / (e + (C - 1) / e)$, which is 0.45 for 10 classes, so the loss stays above $\ln(1 + (C - 1) e^{-2}) = 0.797$.

```python
import torch
from torch.nn.functional import cross_entropy

scores = torch.full((1, 10), -100.0).index_fill(1, torch.tensor([0]), 100.0)
print(f"{cross_entropy(scores, torch.tensor([0])):.3f}")  # 0.000
print(f"{cross_entropy(torch.tanh(scores), torch.tensor([0])):.3f}")  # 0.797
```

**Saturation and gradients.** The slope is $1 - \tanh^2 x$: 1 at 0, four times that of the sigmoid, 0.42 at $\pm 1$
and 0.00018 at $\pm 5$. Targets of exactly $\pm 1$ pull the scores towards infinity while the gradient dies; leave a
margin (say $\pm 0.95$) or do without the tanh. As a *hidden* activation its outputs are centred on 0, which trains
better than the sigmoid's, and near 0 it passes gradients on unchanged; in recurrent networks it keeps the state
bounded.
"""

ACTIVATION = Activation(
    name="tanh",
    title="Tanh (hyperbolic tangent)",
    aliases=("hyperbolic-tangent",),
    summary="Takes any real number to one between -1 and 1, through 0 with slope 1.",
    explanation=_EXPLANATION,
    formula=r"\tanh x = \frac{e^x - e^{-x}}{e^x + e^{-x}}",
    takes="real",
    gives="symmetric-interval",
    low=-1.0,
    high=1.0,
    relations=(
        "2 sigmoid(2x) - 1.",
        "x itself near 0, up to x^3 / 3.",
        "Its derivative is 1 - tanh(x)^2, at most 1.",
        "tanh(-x) = -tanh(x).",
        "The sign of x, in the limit of inputs multiplied by a large number.",
    ),
    pitfalls=(
        "As an output activation it cannot reach targets outside [-1, 1]; scale the targets or leave it out.",
        "It is no probability: neither binary cross-entropy nor cross-entropy takes its output.",
        "Logits through a tanh keep cross-entropy above ln(1 + (C - 1) / e^2): 0.797 for 10 classes.",
        "Targets of exactly -1 and 1 are reached only at infinity, where the gradient is 0.",
    ),
    references=(
        Reference(
            authors="LeCun, Y., Bottou, L., Orr, G. B. and Müller, K.-R.",
            year=2012,
            title="Efficient BackProp",
            id="doi:10.1007/978-3-642-35289-8_3",
        ),
        Reference(
            authors="Glorot, X. and Bengio, Y.",
            year=2010,
            title="Understanding the difficulty of training deep feedforward neural networks",
            id="url:https://proceedings.mlr.press/v9/glorot10a.html",
        ),
    ),
    calls=(
        "torch.nn.Tanh",
        "torch.tanh",
        "torch.tanh_",
        "torch.nn.functional.tanh",
        "torch.Tensor.tanh",
        "torch.Tensor.tanh_",
        "rightloss.losses.activations.tanh.tanh",
    ),
)
