"""Cross-entropy weighted by the effective number of examples of each class."""

import math
from collections.abc import Sequence
from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _softmax as softmax
from rightloss.losses._module import LossModule
from rightloss.losses.imbalanced import _counts
from rightloss.losses.multiclass import _classes as classes


def class_balanced_cross_entropy(
    logits: Tensor,
    target: Tensor,
    *,
    class_counts: Sequence[float],
    beta: float = 0.999,
    class_dim: int | None = None,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Cross-entropy times a weight per class that falls with the effective number of its examples.

    $\ell(x, y) = -w_y \ln \mathrm{softmax}(x)_y$ with $w_c \propto (1 - \beta) / (1 - \beta^{n_c})$, of mean 1

    Expects:
        `logits`: raw scores, unbounded, shape (N, C, d1..dK). `target`: class indices, int64, shape (N, d1..dK).

    Args:
        logits: raw scores of C classes, shape (N, C) or (N, C, d1..dK).
        target: class indices 0 to C - 1, int64, the shape of `logits` without C.
        class_counts: rows of each class in the training data, all above 0.
        beta: from 0 (no weights) to 1 (inverse frequency, the limit); the effective number is at most 1 / (1 - beta).
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".
        mask: bool, the target's shape; False leaves a place out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept targets.

    Returns:
        float32 (float64 where the input is): a scalar, or the target's shape for "none". The mean is 0 where nothing is
        kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a target is out of range (looked at on the CPU only), or an
        option is not one of those above.

    Equals:
        `cross_entropy` at beta 0. With sum or none, `cross_entropy` with `weight=class_balanced_weights(class_counts)`;
        its mean divides by the number of targets, as the paper has it, and not by their weights.

    Example:
        >>> import torch
        >>> class_balanced_cross_entropy(torch.zeros(1, 2), torch.tensor([1]), class_counts=[900, 100])
        tensor(1.1947)

    Reference:
        Cui, Y. et al. (2019). Class-Balanced Loss Based on Effective Number of Samples. arXiv:1901.05555
    """
    scores, indices, kept = classes.prepared("logits", logits, target, class_dim, mask)
    dim = classes.class_dim(scores)
    weights = _weights(_counts.checked(class_counts, scores.shape[dim], scores), beta)
    values = weights[indices] * softmax.cross_entropy(scores, indices, dim)
    return common.reduce(values, reduction, mask=kept, sample_weight=sample_weight, denominator=denominator)


def class_balanced_weights(class_counts: Sequence[float], *, beta: float = 0.999) -> Tensor:
    r"""A weight per class for any loss that takes `weight`: the inverse effective number of examples, of mean 1.

    $w_c \propto (1 - \beta) / (1 - \beta^{n_c})$

    Args:
        class_counts: rows of each class in the training data, all above 0.
        beta: from 0 (all weights 1) to 1 (inverse frequency, the limit).

    Returns:
        float32, shape (C,), on the CPU.

    Raises:
        ValueError: a count is not above 0, there is none, or beta is not from 0 to 1.

    Example:
        >>> class_balanced_weights([900, 100])
        tensor([0.2764, 1.7236])

    Reference:
        Cui, Y. et al. (2019). Class-Balanced Loss Based on Effective Number of Samples. arXiv:1901.05555
    """
    return _weights(_counts.positive(class_counts), beta).float()


def _weights(counts: Tensor, beta: float) -> Tensor:
    if not 0 <= beta <= 1:
        raise ValueError(f"got beta={beta!r}; it must be from 0 to 1")
    if beta == 0:
        return torch.ones_like(counts)
    # 1 - beta^n keeps its digits as expm1; at beta = 1 it is n times a factor that all classes share.
    effective = counts if beta == 1 else -torch.expm1(counts * math.log(beta))
    weights = 1 / effective
    return weights / weights.mean()


@final
class ClassBalancedCrossEntropyLoss(LossModule):
    """The module of `class_balanced_cross_entropy`.

    Args:
        class_counts: rows of each class in the training data, all above 0.
        beta: from 0 (no weights) to 1 (inverse frequency, the limit); the effective number is at most 1 / (1 - beta).
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".

    Example:
        >>> ClassBalancedCrossEntropyLoss(class_counts=[900, 100])
        ClassBalancedCrossEntropyLoss(class_counts=[900, 100])
    """

    def __init__(
        self,
        *,
        class_counts: Sequence[float],
        beta: float = 0.999,
        class_dim: int | None = None,
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        self.class_counts = class_counts
        self.beta = beta
        self.class_dim = class_dim
        self.reduction = common.check_reduction(reduction)

    def forward(self, logits: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `class_balanced_cross_entropy`."""
        return class_balanced_cross_entropy(logits, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Class probabilities, in the shape of `output`."""
        return torch.softmax(output, classes.class_dim(output, self.class_dim))

    def decide(self, output: Tensor) -> Tensor:
        """The most probable class, int64, the shape of `output` without C."""
        return output.argmax(classes.class_dim(output, self.class_dim))
