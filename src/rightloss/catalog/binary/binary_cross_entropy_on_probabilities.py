"""Binary cross-entropy on probabilities."""

from rightloss.catalog import differences as differ
from rightloss.catalog.schema import Curve, Input, Loss, Option, Reference, Target

_EXPLANATION = r"""
The same quantity as binary cross-entropy on logits, for models that give **probabilities** already: the input $p$
is what a sigmoid returns, and $\ell(p, y) = -y \ln p - (1 - y) \ln (1 - p)$. A likelihood is maximised by minimising
this, its negative logarithm.

**Prefer the form on logits** wherever the model can give them. In float32 the sigmoid of 17 and of 1000 is exactly
1, so a confident mistake has lost its size before it gets here. torch.nn cuts each logarithm off at -100; the sigmoid
passes no gradient there, and the worst examples are the ones that are not learned.

```python
import torch
from torch.nn.functional import binary_cross_entropy, binary_cross_entropy_with_logits

no = torch.zeros(1)
x = torch.tensor([30.0], requires_grad=True)
loss = binary_cross_entropy(torch.sigmoid(x), no)
loss.backward()
print(loss.item(), x.grad.item())  # 100.0 0.0
x.grad = None
loss = binary_cross_entropy_with_logits(x, no)
loss.backward()
print(loss.item(), x.grad.item())  # 30.0 1.0
```

**Output activation.** The sigmoid is part of the model, so the prediction is the output itself. A softmax over a
single output is always 1 and does not fit; a tanh leaves [0, 1] and raises an error.
"""

LOSS = Loss(
    name="binary-cross-entropy-on-probabilities",
    title="Binary cross-entropy (on probabilities)",
    aliases=("bce-on-probabilities",),
    summary="Negative log-likelihood of yes/no labels, from one probability per question.",
    explanation=_EXPLANATION,
    family="binary",
    tasks=("binary-classification", "multi-label-classification", "segmentation"),
    inputs=(Input(argument="input", space="independent-probabilities", shape="(*)"),),
    targets=(Target(space="zero-one", dtype="float", shape="(*)"),),
    activation="identity",
    outputs="1",
    elicits="event-probability",
    proper=True,
    formula=r"\ell(p, y) = -y \ln p - (1 - y) \ln (1 - p)",
    initial="ln 2",
    options=(
        Option(
            name="weight",
            default="None",
            meaning="A factor per element, broadcast against the losses; the mean still divides by their number.",
        ),
        Option(name="reduction", default='"mean"', meaning='"mean", "sum" or "none" (one value per element).'),
    ),
    relations=("Binary cross-entropy on the logits ln(p / (1 - p)).",),
    pitfalls=(
        "torch.nn cuts each logarithm off at -100, so the loss of one element never exceeds 100.",
        "After a saturated sigmoid the gradient is exactly 0: at the logit 30 with y = 0 nothing is learned.",
        "Logits raise an error as soon as one is outside [0, 1], and pass without a word while none is.",
        "Under autocast on CUDA it raises an error; the form on logits does not.",
        "Integer targets raise an error; use target.float().",
    ),
    references=(
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
    calls=("torch.nn.BCELoss", "torch.nn.functional.binary_cross_entropy"),
    impl="rightloss.losses.binary.binary_cross_entropy_on_probabilities:binary_cross_entropy:BCELoss",
    curve=Curve(axis="probability", start=0.001, stop=0.999, target=1.0),
    differences=(
        differ.NOTHING_KEPT,
        differ.FLOAT32_RESULT,
        differ.DEPRECATED_ARGUMENTS,
        differ.MIXED_TARGETS,
    ),
)
