"""Negative log-likelihood of a class, from log-probabilities."""

from rightloss.catalog import differences as differ
from rightloss.catalog.schema import Curve, Input, Loss, Option, Reference, Target

_EXPLANATION = r"""
The negative log-likelihood (NLL) loss takes **log-probabilities** and the index of the true class and picks one
number: $\ell(x, y) = -x_y$. All the mathematics is in the log-softmax before it.

**Which direction is optimised.** The likelihood of the data is the product of the probabilities that the model gave
to what happened; training *maximises* it. The logarithm turns the product into a sum, and the minus sign turns
"maximise" into the "minimise" of an optimiser. For true log-probabilities the loss is at least 0, and 0 means
certainty about every label. An untrained model starts near $\ln C$.

**Log-probabilities, not probabilities.** Given probabilities, the loss is $-p_y$: between -1 and 0, negative, and
in no relation to the likelihood: going from 0.98 to 0.99 counts as much as going from 0.01 to 0.02, which doubles the
likelihood. Given raw scores it has no lower bound at all. A negative value of this loss is always a mistake.

```python
import torch
from torch.nn.functional import cross_entropy, log_softmax, nll_loss, softmax

scores, y = torch.tensor([[2.0, 0.0, -1.0]]), torch.tensor([0])
print(f"{nll_loss(log_softmax(scores, dim=1), y):.4f}")  # 0.1698
print(f"{nll_loss(softmax(scores, dim=1), y):.4f}")  # -0.8438
print(f"{nll_loss(scores, y):.4f}")  # -2.0000
print(f"{cross_entropy(scores, y):.4f}")  # 0.1698
```

**NLL and cross-entropy.** Cross-entropy on logits is NLL on their log-softmax. Choose by the last layer: nothing
(raw scores) with cross-entropy, `LogSoftmax(dim=1)` with NLL. Do not write `log(softmax(x))`: the softmax underflows
to 0 and its logarithm is minus infinity.

**K dimensions.** The class dimension is always dimension 1. For an input of shape $(N, C, d_1, ..., d_K)$ the target
has shape $(N, d_1, ..., d_K)$: one class index per pixel, without a class dimension. A convolution changes the
sizes: along a side of length $L$ it gives $\lfloor (L + 2 \cdot \text{padding} - \text{dilation} \cdot
(\text{kernel} - 1) - 1) / \text{stride} \rfloor + 1$. A 3x3 convolution without padding turns (10, 5) into
(8, 3), so the target must be (N, 8, 3): one of (N, 8, 8) is refused. With `padding=1` the sizes stay (10, 5).
A single example may come without N: (C,) with a target of shape ().

```python
import torch
from torch import nn
from torch.nn.functional import log_softmax

images = torch.randn(5, 16, 10, 5)
maps = nn.Conv2d(16, 4, kernel_size=3)(images)
print(tuple(maps.shape))  # (5, 4, 8, 3)
target = torch.randint(0, 4, (5, 8, 3))
print(nn.NLLLoss()(log_softmax(maps, dim=1), target).dim())  # 0
```

**The mean** divides by the sum of the weights of the targets that are kept, which is their number where no class
weights are given.
"""

LOSS = Loss(
    name="nll",
    title="Negative log-likelihood (NLL) loss",
    aliases=("negative-log-likelihood",),
    summary="Minus the log-probability that the model gave to the true class; it takes log-probabilities.",
    explanation=_EXPLANATION,
    family="multiclass",
    tasks=("multi-class-classification", "segmentation", "language-modelling"),
    inputs=(Input(argument="input", space="log-probabilities", shape="(N, C, d1..dK)", class_dim=1),),
    targets=(Target(space="class-index", dtype="long", shape="(N, d1..dK)"),),
    activation="exp",
    outputs="C",
    elicits="class-probabilities",
    proper=True,
    formula=r"\ell(x, y) = -w_y x_y, \quad x = \ln p",
    initial="ln C",
    options=(
        Option(
            name="weight",
            default="None",
            meaning="A factor per class, shape (C,); the mean divides by the sum of the factors of the targets.",
        ),
        Option(
            name="ignore_index",
            default="-100",
            meaning="Targets with this value cost nothing and do not count in the mean.",
        ),
        Option(name="reduction", default='"mean"', meaning='"mean", "sum" or "none" (one value per target).'),
    ),
    relations=(
        "NLL on the log-softmax of logits is cross-entropy on the logits.",
        "The KL divergence from a one-hot target, summed over the classes.",
    ),
    pitfalls=(
        "Probabilities instead of log-probabilities give -p: a value in [-1, 0] that says nothing of the likelihood.",
        "Raw scores give a loss without a lower bound; a negative value always means that the log-softmax is missing.",
        "log(softmax(x)) gives minus infinity where log_softmax(x) is finite, from differences of about 104 on.",
        "The class dimension is dimension 1, also for (N, C, H, W); log_softmax needs dim=1 there.",
        "If every target is ignored, the mean is 0/0 = NaN in torch.nn.",
        "Class indices must be int64 (long); int32 raises an error.",
        "With class weights the mean divides by the sum of the weights, so a batch of one does not feel them.",
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
    calls=("torch.nn.NLLLoss", "torch.nn.functional.nll_loss", "torch.nn.NLLLoss2d"),
    impl="rightloss.losses.multiclass.nll:nll_loss:NLLLoss",
    curve=Curve(axis="prediction", start=-6.0, stop=0.0, layout="two-class"),
    differences=(
        differ.LOG_PROBABILITIES,
        differ.NOTHING_KEPT,
        differ.FLOAT32_RESULT,
        differ.DEPRECATED_ARGUMENTS,
        differ.BYTE_TARGETS,
        differ.MIXED_DTYPES,
    ),
)
