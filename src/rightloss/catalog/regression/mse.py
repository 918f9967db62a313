"""The squared error."""

from rightloss.catalog import differences as differ
from rightloss.catalog.schema import Curve, Input, Loss, Option, Reference, Target

_EXPLANATION = r"""
The L2 loss, usually called mean squared error (MSE), is the square of the error: $\ell(x, y) = (x - y)^2$.
Its unit is the square of the target's unit; take the root of the reported value (RMSE) to read it.

**What it asks the model for.** The constant that minimises the mean squared error is the **mean** (for L1 it is the
median). With inputs, the model learns the conditional mean, so its predictions add up to the right total, on skewed
targets too. If the users judge by RMSE or $R^2$, this is the loss; if they judge by MAE, it is L1.

**Its gradient** is $2(x - y)$: it grows with the error. That makes the last steps small and training smooth, and it
makes one example that is 10 times as far off pull 10 times as hard. A few wrong targets can own the model.

```python
import torch

error = torch.tensor([0.1, 1.0, 10.0], requires_grad=True)
error.square().sum().backward()
print(error.grad.tolist())  # [0.20000000298023224, 2.0, 20.0]
```

**Output activation.** Use the identity where the target may be any number. Do not put a sigmoid in front to model
a probability: with $x = \sigma(z)$ the gradient with respect to $z$ is $2(x - y)\,x(1 - x)$, which vanishes exactly
where the model is confidently wrong. Binary cross-entropy on the logit has the gradient $x - y$ there.

```python
import torch

z = torch.tensor(-10.0, requires_grad=True)
(torch.sigmoid(z) - 1).square().backward()
print(f"{z.grad:.6f}")  # -0.000091
```

**As a likelihood.** Minimising MSE maximises the likelihood of a Gaussian with fixed variance $v$:
$-\ln p(y) = (x - y)^2 / 2v + \tfrac{1}{2} \ln 2 \pi v$. Where the spread changes with the input, let the model
predict it and use the Gaussian negative log-likelihood.
"""

LOSS = Loss(
    name="mse",
    title="L2 loss (mean squared error)",
    aliases=("l2", "l2-loss", "mean-squared-error", "squared-error", "quadratic-loss"),
    summary="The squared difference between prediction and target; its best constant prediction is the mean.",
    explanation=_EXPLANATION,
    family="regression",
    tasks=("regression",),
    inputs=(Input(argument="input", space="real", shape="(*)"),),
    targets=(Target(space="real", dtype="float", shape="(*)"),),
    activation="identity",
    outputs="1",
    elicits="mean",
    proper=True,
    formula=r"\ell(x, y) = (x - y)^2",
    options=(Option(name="reduction", default='"mean"', meaning='"mean", "sum" or "none" (one value per element).'),),
    relations=(
        "Twice the Huber loss while every error is below delta.",
        "Twice the Gaussian negative log-likelihood with variance 1.",
        "Its mean is the variance of the error plus the square of its bias.",
    ),
    pitfalls=(
        "A prediction of shape (N, 1) against a target of shape (N,) is broadcast to (N, N) by torch.nn.",
        "An error 10 times as large weighs 100 times as much: a few outliers can own the model.",
        "There is no factor 1/2 in torch.nn, so the gradient is 2(x - y).",
        "The root of a mean squared error of exactly 0 has the gradient NaN; add a small constant under the root.",
        "In float16 the square overflows for errors of 256 and above.",
        "Behind a sigmoid the gradient vanishes where the model is confidently wrong; use binary cross-entropy.",
    ),
    references=(
        Reference(
            authors="Gneiting, T.",
            year=2011,
            title="Making and Evaluating Point Forecasts",
            id="doi:10.1198/jasa.2011.r10138",
        ),
    ),
    calls=("torch.nn.MSELoss", "torch.nn.functional.mse_loss"),
    impl="rightloss.losses.regression.mse:mse_loss:MSELoss",
    curve=Curve(axis="error", start=-3.0, stop=3.0),
    differences=(
        differ.NOTHING_KEPT,
        differ.FLOAT32_RESULT,
        differ.SHAPES_MUST_MATCH,
        differ.DEPRECATED_ARGUMENTS,
        differ.FLOATING_POINT,
    ),
)
