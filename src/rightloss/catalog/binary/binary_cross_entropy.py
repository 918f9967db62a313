"""Binary cross-entropy on logits."""

from rightloss.catalog import differences as differ
from rightloss.catalog.schema import Curve, Input, Loss, Option, Reference, Target

_EXPLANATION = r"""
Binary cross-entropy (BCE) is the loss for a yes/no question, or for several independent ones (multi-label): one
output per question. The model gives a **logit** $x$ (log-odds, any real number), the probability of "yes" is
$p = \sigma(x) = 1 / (1 + e^{-x})$, and the loss is minus the logarithm of the probability given to what happened:
$\ell(x, y) = -y \ln p - (1 - y) \ln (1 - p)$.

**Which direction is optimised.** A good model gives the data a high likelihood: the likelihood is *maximised*.
Its negative logarithm is therefore *minimised*, and the product over examples becomes a sum. 0 is reached only by
certainty about every label. At the start, with logits near 0, it is $\ln 2 = 0.693$ whatever the labels are.

**Where the sigmoid goes.** Nowhere in the model: this loss applies it itself, in log space, as
$\max(x, 0) - xy + \ln (1 + e^{-|x|})$, which is exact at any logit. Apply the sigmoid for predictions only. With a
sigmoid in front of it, the input is in (0, 1), so the loss cannot fall below $\ln (1 + e^{-1}) = 0.313$ for y = 1
nor below $\ln 2 = 0.693$ for y = 0, and no error is raised.

```python
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

logit, yes = torch.tensor([20.0]), torch.tensor([1.0])
print(f"{binary_cross_entropy_with_logits(logit, yes):.4f}")  # 0.0000
print(f"{binary_cross_entropy_with_logits(torch.sigmoid(logit), yes):.4f}")  # 0.3133
```

**A sigmoid output belongs to BCE, not to multi-class cross-entropy.** Sigmoids answer C separate questions, any
number of which may be true. Where exactly one of C classes is true, use cross-entropy, whose softmax makes the
classes compete. For two classes both work: BCE on one logit equals cross-entropy on the two logits (0, x).

```python
import torch
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

x, y = torch.tensor([-1.0, 0.5, 3.0]), torch.tensor([0, 1, 1])
two_columns = torch.stack([torch.zeros(3), x], dim=1)
same = torch.allclose(cross_entropy(two_columns, y), binary_cross_entropy_with_logits(x, y.float()))
print(same)  # True
```

**Targets** are floating-point, 0.0 or 1.0 or a probability between them, in the shape of the input. The best
constant prediction is the share of ones: BCE is a proper scoring rule, so its minimum is at the true probability.
"""

LOSS = Loss(
    name="binary-cross-entropy",
    title="Binary cross-entropy (on logits)",
    aliases=("bce", "bce-with-logits", "binary-cross-entropy-with-logits", "log-loss", "logistic-loss"),
    summary="Negative log-likelihood of yes/no labels, from one logit per question; it applies the sigmoid itself.",
    explanation=_EXPLANATION,
    family="binary",
    tasks=("binary-classification", "multi-label-classification", "segmentation"),
    inputs=(Input(argument="input", space="binary-logits", shape="(*)"),),
    targets=(Target(space="zero-one", dtype="float", shape="(*)"),),
    activation="sigmoid",
    outputs="1",
    elicits="event-probability",
    proper=True,
    formula=r"\ell(x, y) = -y \ln \sigma(x) - (1 - y) \ln \left( 1 - \sigma(x) \right)",
    initial="ln 2",
    options=(
        Option(
            name="weight",
            default="None",
            meaning="A factor per element, broadcast against the losses; the mean still divides by their number.",
        ),
        Option(name="reduction", default='"mean"', meaning='"mean", "sum" or "none" (one value per element).'),
        Option(
            name="pos_weight",
            default="None",
            meaning="A factor on the y = 1 term, one per question (last dimension); above 1 favours recall.",
        ),
    ),
    relations=(
        "Cross-entropy with two classes on the logits (0, x).",
        "Binary cross-entropy on probabilities after a sigmoid, computed without its loss of precision.",
        "The soft-margin loss with labels 2y - 1.",
        "softplus(-x) for y = 1 and softplus(x) for y = 0.",
        "The gradient with respect to the logit is sigmoid(x) - y.",
        "Ours smooths labels as cross-entropy over two classes does: y becomes (1 - s) y + s / 2; other libraries also "
        "have (1 - s) y + s (1 - y), which is twice as much, or leave 0/1 labels as they are.",
    ),
    pitfalls=(
        "A sigmoid in front of it is applied twice: the loss cannot fall below 0.313 for y = 1 and 0.693 for y = 0.",
        "A softmax over a single output is always 1: use one logit without activation.",
        "Integer targets raise an error; use target.float().",
        "A target outside [0, 1] is accepted, and the loss then has no lower bound: 2.0 at the logit 3 costs -2.95.",
        "With pos_weight = w the output is no longer a probability: its log-odds are too high by ln w.",
        "pos_weight of shape (N, N) is accepted where (C,) is meant and the sizes happen to match.",
        "An infinite logit with its own label gives NaN.",
    ),
    references=(
        Reference(
            authors="Cox, D. R.",
            year=1958,
            title="The Regression Analysis of Binary Sequences",
            id="doi:10.1111/j.2517-6161.1958.tb00292.x",
        ),
        Reference(
            authors="Good, I. J.",
            year=1952,
            title="Rational Decisions",
            id="doi:10.1111/j.2517-6161.1952.tb00104.x",
        ),
        Reference(
            authors="Gneiting, T. and Raftery, A. E.",
            year=2007,
            title="Strictly Proper Scoring Rules, Prediction, and Estimation",
            id="doi:10.1198/016214506000001437",
        ),
    ),
    calls=("torch.nn.BCEWithLogitsLoss", "torch.nn.functional.binary_cross_entropy_with_logits"),
    impl="rightloss.losses.binary.binary_cross_entropy:binary_cross_entropy_with_logits:BCEWithLogitsLoss",
    curve=Curve(axis="logit", start=-6.0, stop=6.0, target=1.0),
    differences=(
        differ.NOTHING_KEPT,
        differ.FLOAT32_RESULT,
        differ.DEPRECATED_ARGUMENTS,
        differ.UNIT_INTERVAL,
        differ.CERTAIN_AND_RIGHT,
        differ.POS_WEIGHT_PER_QUESTION,
    ),
)
