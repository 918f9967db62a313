"""The softmax."""

from rightloss.catalog.schema import Activation, Option, Reference

_EXPLANATION = r"""
The softmax turns the raw scores of C classes, the **logits**, into a probability per class:
$p_c = e^{x_c} / \sum_j e^{x_j}$. All are above 0 and they sum to 1, so the classes compete: one can only rise where
another falls.

**Which loss it fits.** Exactly one of C classes is true: use **cross-entropy**. `CrossEntropyLoss` contains the
softmax (as log-softmax, which does not underflow), so **do not apply softmax before CrossEntropyLoss**. With a softmax
in front the scores are between 0 and 1, and the loss cannot fall below $\ln(1 + (C - 1) / e)$; it trains, worse, and no
error is raised. For NLL end with `log_softmax`; use the softmax itself for predictions only.

```python
import torch
from torch.nn.functional import cross_entropy, softmax

sure, y = torch.tensor([[50.0, 0.0, 0.0]]), torch.tensor([0])
print(f"{cross_entropy(sure, y):.4f}")  # 0.0000
print(f"{cross_entropy(softmax(sure, dim=1), y):.4f}")  # 0.5514
```

Where several classes may be true at once (multi-label), or where there is one yes/no question with one output, use
the sigmoid: the softmax of a single score is always 1.

**Only differences count.** Adding one number to all scores changes nothing, so the scores have no meaning of their
own. An implementation takes off the largest score first, and no exponential can overflow. With two classes the
softmax is the sigmoid of the difference:

```python
import torch

x = torch.tensor([1000.0, 998.0])
print([round(p, 4) for p in torch.softmax(x, dim=0).tolist()])  # [0.8808, 0.1192]
print(round(torch.sigmoid(x[0] - x[1]).item(), 4))  # 0.8808
```

**What dim means.** It is the dimension along which the probabilities sum to 1: that of the classes. For (N, C) and
for images (N, C, H, W) it is 1; for sequences (N, T, C) it is -1. A wrong dim lets the examples of a batch compete
with each other, and raises no error:

```python
import torch

scores = torch.zeros(4, 3)  # 4 examples, 3 classes
print(torch.softmax(scores, dim=1)[0].sum().item() == 1)  # True
print(torch.softmax(scores, dim=0)[0].sum().item() == 1)  # False
```

**Saturation and gradients.** $\partial p_c / \partial x_j = p_c (\delta_{cj} - p_j)$: each entry is at most 1/4, and
all go to 0 as one class takes everything. Cross-entropy on logits has the gradient $p - y$ instead, which stays near
1 for a wrong class; the squared error on softmax outputs has lost it. Dividing the scores by a **temperature** above
1 makes the probabilities more even; below 1, more extreme; towards 0 it becomes the one-hot argmax.
"""

ACTIVATION = Activation(
    name="softmax",
    title="Softmax",
    aliases=("softargmax", "normalised-exponential", "boltzmann-distribution"),
    summary="Turns the scores of C classes into probabilities that sum to one over the classes.",
    explanation=_EXPLANATION,
    formula=r"p_c = \frac{e^{x_c}}{\sum_{j=1}^{C} e^{x_j}}",
    takes="logits",
    gives="probabilities",
    over_dim=True,
    monotone=False,
    low=0.0,
    high=1.0,
    options=(
        Option(
            name="dim",
            default="",
            meaning="The dimension of the classes: 1 for (N, C) and (N, C, H, W), -1 for (N, T, C).",
        ),
    ),
    relations=(
        "With two classes, the sigmoid of the difference of their scores.",
        "Unchanged when one number is added to all scores.",
        "The exponential of the log-softmax.",
        "The gradient of log-sum-exp.",
        "The one-hot argmax, in the limit of scores multiplied by a large number.",
    ),
    fits=("cross-entropy", "linear-cross-entropy", "adaptive-log-softmax"),
    pitfalls=(
        "In front of CrossEntropyLoss it is applied twice: the loss cannot fall below ln(1 + (C - 1)/e).",
        "NLLLoss takes log-probabilities: use log_softmax, not softmax.",
        "Over a single output it is always 1: use the sigmoid.",
        "Without dim, PyTorch picks a dimension by the number of dimensions and warns: state it.",
        "With a wrong dim the examples of a batch compete with each other, without an error.",
        "If every score of an example is minus infinity (all masked), it is NaN.",
    ),
    references=(
        Reference(
            authors="Bridle, J. S.",
            year=1990,
            title="Probabilistic Interpretation of Feedforward Classification Network Outputs, with Relationships to "
            "Statistical Pattern Recognition",
            id="doi:10.1007/978-3-642-76153-9_28",
        ),
    ),
    calls=(
        "torch.nn.Softmax",
        "torch.nn.Softmax2d",
        "torch.nn.functional.softmax",
        "torch.softmax",
        "torch.special.softmax",
        "torch.Tensor.softmax",
        "rightloss.losses.activations.softmax.softmax",
    ),
)
