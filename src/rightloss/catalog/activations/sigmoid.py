"""The logistic sigmoid."""

from rightloss.catalog.schema import Activation, Reference

_EXPLANATION = r"""
The sigmoid turns any real number, a **logit**, into a probability: $\sigma(x) = 1 / (1 + e^{-x})$. It is the inverse
of the log-odds: $\sigma(x) = p$ means $x = \ln \frac{p}{1 - p}$. A logit of 0 is "fifty-fifty", each step of 0.69
doubles the odds, and $\sigma(-x) = 1 - \sigma(x)$.

**Which loss it fits.** One sigmoid answers one yes/no question. Use it where one question is asked (binary), or
several whose answers do not exclude each other (multi-label): with **binary cross-entropy**, never with multi-class
cross-entropy. There exactly one of C classes is true, and the classes compete through the softmax.

**Where it goes.** Train with `BCEWithLogitsLoss` on the logits and apply the sigmoid for predictions only. The loss
contains it. Behind a sigmoid of your own it would be applied twice, and the answer "certain" would not be reachable:

```python
import torch
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

yes = torch.ones(1)
logit = torch.tensor([20.0])
print(f"{binary_cross_entropy_with_logits(logit, yes):.4f}")  # 0.0000
print(f"{binary_cross_entropy_with_logits(torch.sigmoid(logit), yes):.4f}")  # 0.3133
three_classes = torch.sigmoid(torch.tensor([[20.0, -20.0, -20.0]]))
print(f"{cross_entropy(three_classes, torch.tensor([0])):.4f}")  # 0.5514
```

**Why the output activation has to fit the loss.** The gradient of binary cross-entropy with respect to the logit is
$\sigma(x) - y$: the error itself, which stays near 1 while the answer is wrong. With the squared error on
$\sigma(x)$ the same gradient is multiplied by the slope of the sigmoid, and a confident mistake stops learning:

```python
import torch
from torch.nn.functional import binary_cross_entropy_with_logits, mse_loss

x, y = torch.tensor([-10.0], requires_grad=True), torch.ones(1)
(squared,) = torch.autograd.grad(mse_loss(torch.sigmoid(x), y), x)
(binary,) = torch.autograd.grad(binary_cross_entropy_with_logits(x, y), x)
print(f"{squared.item():.6f}")  # -0.000091
print(f"{binary.item():.6f}")  # -0.999955
```

**Saturation.** The slope is $\sigma(x)(1 - \sigma(x))$, at most 1/4 (at 0) and 0.000045 at $\pm 10$. Through $n$ hidden
layers with sigmoids a gradient is multiplied by at most $4^{-n}$, apart from the weights: one reason why hidden
layers use ReLU and its relatives today. In float32 the sigmoid is exactly 1 from about 17 on, and the logarithm of
$1 - \sigma(x)$ is then minus infinity: compute log-probabilities with the log-sigmoid.

**Relatives.** $\tanh x = 2 \sigma(2x) - 1$, and a softmax over the two scores $(x, 0)$ gives $\sigma(x)$ for the first.
"""

ACTIVATION = Activation(
    name="sigmoid",
    title="Sigmoid (logistic function)",
    aliases=("logistic", "logistic-function", "expit", "inverse-logit"),
    summary="Turns a logit into the probability of a yes: an S-shaped curve from 0 to 1.",
    explanation=_EXPLANATION,
    formula=r"\sigma(x) = \frac{1}{1 + e^{-x}}",
    takes="binary-logits",
    gives="independent-probabilities",
    low=0.0,
    high=1.0,
    relations=(
        "(1 + tanh(x / 2)) / 2.",
        "The softmax over the two scores (x, 0), first entry.",
        "The derivative of the softplus.",
        "Its derivative is sigmoid(x) (1 - sigmoid(x)), at most 1/4.",
        "sigmoid(-x) = 1 - sigmoid(x).",
    ),
    fits=("binary-cross-entropy", "multilabel-soft-margin", "soft-margin"),
    pitfalls=(
        "A sigmoid output belongs to binary cross-entropy, not to multi-class cross-entropy.",
        "In front of BCEWithLogitsLoss it is applied twice: the loss cannot fall below 0.313 for y = 1.",
        "With the squared error, a confident mistake has almost no gradient.",
        "Its class in PyTorch is torch.nn.Sigmoid; there is no torch.nn.Sigmod.",
        "log(sigmoid(x)) is minus infinity from about x = -104 on in float32; logsigmoid(x) is x there.",
    ),
    references=(
        Reference(
            authors="Cox, D. R.",
            year=1958,
            title="The Regression Analysis of Binary Sequences",
            id="doi:10.1111/j.2517-6161.1958.tb00292.x",
        ),
        Reference(
            authors="Glorot, X. and Bengio, Y.",
            year=2010,
            title="Understanding the difficulty of training deep feedforward neural networks",
            id="url:https://proceedings.mlr.press/v9/glorot10a.html",
        ),
    ),
    calls=(
        "torch.nn.Sigmoid",
        "torch.sigmoid",
        "torch.sigmoid_",
        "torch.special.expit",
        "torch.nn.functional.sigmoid",
        "torch.Tensor.sigmoid",
        "torch.Tensor.sigmoid_",
        "rightloss.losses.activations.sigmoid.sigmoid",
    ),
)
