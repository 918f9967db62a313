"""The absolute error."""

from rightloss.catalog import differences as differ
from rightloss.catalog.schema import Curve, Input, Loss, Option, Reference, Target

_EXPLANATION = r"""
The L1 loss, also called mean absolute error (MAE), is the size of the error: $\ell(x, y) = |x - y|$.
It is in the units of the target, so a value of 3 means "off by 3 on average".

**What it asks the model for.** The constant that minimises the mean absolute error of some numbers is their
**median**; for the squared error it is their mean. With inputs, the model learns the conditional median. On skewed
targets the two differ: where half of the orders cost under 20 and a few cost 5000, an L1 model answers near 20
and its predictions add up to far less than the true total.

```python
import torch

y = torch.tensor([1.0, 2.0, 3.0, 4.0, 100.0])
grid = torch.linspace(0, 100, 1001)
absolute = (grid[:, None] - y).abs().mean(1)
squared = (grid[:, None] - y).square().mean(1)
print(f"{grid[absolute.argmin()]:.1f}")  # 3.0
print(f"{grid[squared.argmin()]:.1f}")  # 22.0
```

**Its gradient** is the sign of the error, $\pm 1$, however large or small the error is. One outlier pulls no harder
than any other example, which is why L1 is robust. For the same reason the steps do not shrink near the optimum:
lower the learning rate towards the end, or use the Huber loss, which is rounded off at zero.

**Output activation.** Use the identity (no activation) where the target may be any number. A ReLU or tanh at the end
would make every target outside its range unreachable.

**As a likelihood.** Minimising L1 maximises the likelihood of a Laplace distribution with fixed scale $b$:
$-\ln p(y) = |x - y| / b + \ln 2b$.
"""

LOSS = Loss(
    name="l1",
    title="L1 loss (mean absolute error)",
    aliases=("mae", "mean-absolute-error", "absolute-error", "laplace-loss"),
    summary="The absolute difference between prediction and target; its best constant prediction is the median.",
    explanation=_EXPLANATION,
    family="regression",
    tasks=("regression",),
    inputs=(Input(argument="input", space="real", shape="(*)"),),
    targets=(Target(space="real", dtype="float", shape="(*)"),),
    activation="identity",
    outputs="1",
    elicits="median",
    proper=True,
    formula=r"\ell(x, y) = |x - y|",
    options=(Option(name="reduction", default='"mean"', meaning='"mean", "sum" or "none" (one value per element).'),),
    relations=(
        "Twice the pinball loss at quantile 0.5.",
        "The limit of the Huber loss divided by delta, as delta goes to 0.",
        "Smooth L1 with beta = 0.",
        "Up to scale and a constant, the negative log-likelihood of a Laplace distribution with fixed scale.",
    ),
    pitfalls=(
        "A prediction of shape (N, 1) against a target of shape (N,) is broadcast to (N, N) by torch.nn.",
        "The gradient has size 1 however small the error is, so the steps do not shrink near the optimum.",
        "It predicts the median: on skewed targets the predictions add up to less than the targets do.",
        "Where more than half of the targets are exactly 0, the constant 0 is the best constant prediction.",
    ),
    references=(
        Reference(
            authors="Koenker, R. and Bassett, G.",
            year=1978,
            title="Regression Quantiles",
            id="doi:10.2307/1913643",
        ),
        Reference(
            authors="Gneiting, T.",
            year=2011,
            title="Making and Evaluating Point Forecasts",
            id="doi:10.1198/jasa.2011.r10138",
        ),
    ),
    calls=("torch.nn.L1Loss", "torch.nn.functional.l1_loss"),
    impl="rightloss.losses.regression.l1:l1_loss:L1Loss",
    curve=Curve(axis="error", start=-3.0, stop=3.0),
    differences=(
        differ.NOTHING_KEPT,
        differ.FLOAT32_RESULT,
        differ.SHAPES_MUST_MATCH,
        differ.DEPRECATED_ARGUMENTS,
        differ.FLOATING_POINT,
    ),
)
