"""Cross-entropy on logits."""

from rightloss.catalog import differences as differ
from rightloss.catalog.schema import Curve, Input, Loss, Option, Reference, Target

_EXPLANATION = r"""
Cross-entropy is the loss for "exactly one of C classes is true". The model gives C raw scores, the **logits** $x$;
their softmax $p_c = e^{x_c} / \sum_j e^{x_j}$ is a probability per class, and the loss is minus the logarithm of the
probability given to the true class, $\ell(x, y) = -\ln p_y = \ln \sum_j e^{x_j} - x_y$.

**Which direction is optimised.** The likelihood of the labels is maximised by minimising its negative logarithm.
The loss is at least 0, and an untrained model, with all logits about equal, starts at $\ln C$: 2.303 for 10 classes.
A start far from that points to a fault in the last layer.

**Cross-entropy on logits = NLL on log-softmax.** It contains the softmax, so the model must end without one.

```python
import torch
from torch.nn.functional import cross_entropy, log_softmax, nll_loss

logits, y = torch.randn(4, 3), torch.tensor([0, 2, 1, 2])
print(torch.allclose(cross_entropy(logits, y), nll_loss(log_softmax(logits, dim=1), y)))  # True
```

**Why an output activation has to fit.** A softmax in front of it, or a sigmoid, keeps every score between 0 and 1.
The best that the model can then say is 1 for the true class and 0 for the others, and that costs
$\ln (1 + (C - 1) / e)$: the loss cannot fall below 0.551 for 3 classes, 1.461 for 10, 5.909 for 1000. It trains,
slowly, to worse predictions, and no error is raised. (A log-softmax in front is harmless: doing it twice changes
nothing.) A sigmoid output belongs to binary cross-entropy: it answers C separate yes/no questions, while here the
classes compete for one probability.

```python
import torch
from torch.nn.functional import cross_entropy, softmax

sure, y = torch.tensor([[100.0, 0.0, 0.0]]), torch.tensor([0])
print(f"{cross_entropy(sure, y):.4f}")  # 0.0000
print(f"{cross_entropy(softmax(sure, dim=1), y):.4f}")  # 0.5514
print(f"{cross_entropy(torch.sigmoid(sure - 50), y):.4f}")  # 0.5514
```

**Targets** come in two forms: class indices (int64) of shape $(N, d_1, ..., d_K)$ without the class dimension, or
a probability per class (floating-point) in the shape of the input, $(N, C, d_1, ..., d_K)$: one-hot, smoothed,
mixed or from a teacher. With probabilities $q$ the loss is $-\sum_c q_c \ln p_c$, and its least value is the entropy
of $q$, not 0. The class dimension is dimension 1, so scores of a language model, (N, T, C), need
`.transpose(1, 2)`, or `.flatten(0, 1)` on both scores and targets. A single example may come without N: (C,) with a
target of shape ().

**Prediction.** `softmax(dim=1)` for probabilities, `argmax(dim=1)` for the class. Cross-entropy is a proper scoring
rule: in expectation nothing beats the true class probabilities, as long as the classes are not re-weighted.
"""

LOSS = Loss(
    name="cross-entropy",
    title="Cross-entropy loss",
    aliases=("ce", "softmax-cross-entropy", "categorical-cross-entropy", "softmax-loss", "multinomial-logistic"),
    summary="Negative log-likelihood of one class out of C, from logits; it applies the log-softmax itself.",
    explanation=_EXPLANATION,
    family="multiclass",
    tasks=("multi-class-classification", "segmentation", "language-modelling"),
    inputs=(Input(argument="input", space="logits", shape="(N, C, d1..dK)", class_dim=1),),
    targets=(
        Target(space="class-index", dtype="long", shape="(N, d1..dK)"),
        Target(space="class-probabilities", dtype="float", shape="(N, C, d1..dK)"),
    ),
    activation="softmax",
    outputs="C",
    elicits="class-probabilities",
    proper=True,
    formula=r"\ell(x, y) = -w_y \ln \frac{e^{x_y}}{\sum_{c=1}^{C} e^{x_c}}",
    initial="ln C",
    options=(
        Option(
            name="weight",
            default="None",
            meaning="A factor per class, shape (C,); for class indices the mean divides by the sum of the factors.",
        ),
        Option(
            name="ignore_index",
            default="-100",
            meaning="Class indices with this value cost nothing and do not count in the mean.",
        ),
        Option(name="reduction", default='"mean"', meaning='"mean", "sum" or "none" (one value per target).'),
        Option(
            name="label_smoothing",
            default="0.0",
            meaning="Share of the target that is spread evenly over all classes, the true one included.",
        ),
    ),
    relations=(
        "NLL on the log-softmax of the logits.",
        "With two classes on logits (0, x) it is binary cross-entropy on x.",
        "KL divergence from the target plus the entropy of the target.",
        "Unchanged when one number is added to all logits of an example.",
        "The gradient with respect to the logits is softmax(x) minus the target.",
    ),
    pitfalls=(
        "A softmax or sigmoid in front keeps it above ln(1 + (C - 1)/e): 0.551 for C = 3, 1.461 for C = 10.",
        "Logits (N, T, C) against targets (N, T) raise an error, except where T = C: then the wrong dimension is used.",
        "If every target is ignored, or the batch is empty, the mean is 0/0 = NaN in torch.nn.",
        "Class weights count in the denominator for class indices but not for probabilities: one-hot targets of the "
        "same labels give another value.",
        "With class weights the mean over a batch of one does not depend on the weight.",
        "Probability targets are not checked: unnormalised or negative ones are accepted.",
        "A target probability of 0 on a logit of minus infinity gives NaN.",
        "Logits in bfloat16 give a bfloat16 loss: 10.9375 for 10.8731.",
        "With label smoothing the least possible value is above 0.",
        "Class indices must be int64 (long); int32 raises an error.",
    ),
    references=(
        Reference(
            authors="Good, I. J.",
            year=1952,
            title="Rational Decisions",
            id="doi:10.1111/j.2517-6161.1952.tb00104.x",
        ),
        Reference(
            authors="Bridle, J. S.",
            year=1990,
            title="Probabilistic Interpretation of Feedforward Classification Network Outputs, with Relationships to "
            "Statistical Pattern Recognition",
            id="doi:10.1007/978-3-642-76153-9_28",
        ),
        Reference(
            authors="Szegedy, C., Vanhoucke, V., Ioffe, S., Shlens, J. and Wojna, Z.",
            year=2015,
            title="Rethinking the Inception Architecture for Computer Vision",
            id="arXiv:1512.00567",
        ),
    ),
    calls=("torch.nn.CrossEntropyLoss", "torch.nn.functional.cross_entropy"),
    impl="rightloss.losses.multiclass.cross_entropy:cross_entropy:CrossEntropyLoss",
    curve=Curve(axis="logit", start=-6.0, stop=6.0, layout="two-class"),
    differences=(
        differ.NOTHING_KEPT,
        differ.FLOAT32_RESULT,
        differ.DEPRECATED_ARGUMENTS,
        differ.BYTE_TARGETS,
        differ.MIXED_DTYPES,
        differ.UNIT_INTERVAL,
        differ.SIMPLEX_TARGETS,
        differ.ABSENT_CLASS,
    ),
)
