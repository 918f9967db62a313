"""Cross-entropy for classes that count the same, however rare."""

from collections.abc import Sequence
from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _softmax as softmax
from rightloss.losses._module import LossModule
from rightloss.losses.imbalanced import _counts
from rightloss.losses.multiclass import _classes as classes


def logit_adjusted_cross_entropy(
    logits: Tensor,
    target: Tensor,
    *,
    class_counts: Sequence[float],
    tau: float = 1.0,
    class_dim: int | None = None,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Cross-entropy on logits to which tau times the log prior was added: consistent for the balanced error.

    $\ell(x, y) = -\ln \mathrm{softmax}(x + \tau \ln \pi)_y$

    Expects:
        `logits`: raw scores, unbounded, shape (N, C, d1..dK). `target`: class indices, int64, shape (N, d1..dK).

    Args:
        logits: raw scores of C classes, shape (N, C) or (N, C, d1..dK).
        target: class indices 0 to C - 1, int64, the shape of `logits` without C.
        class_counts: rows of each class in the training data, or its frequencies
        tau: how much of the prior is taken; 0 is plain cross-entropy
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".
        mask: bool, the target's shape; False leaves a target out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept targets.

    Returns:
        float32 (float64 where the input is): a scalar, or the target's shape for "none". The mean is 0 where nothing
        is kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a target is out of range (looked at on the CPU only), or an
        option is not one of those above.

    Equals:
        Cross-entropy on logits + tau * log prior.

    Example:
        >>> import torch
        >>> logit_adjusted_cross_entropy(torch.zeros(1, 2), torch.tensor([1]), class_counts=[3, 1])
        tensor(1.3863)

    Reference:
        Menon, A. K. et al. (2021). Long-tail Learning via Logit Adjustment. arXiv:2007.07314
    """
    scores, indices, kept = classes.prepared("logits", logits, target, class_dim, mask)
    dim = classes.class_dim(scores)
    values = softmax.cross_entropy(scores + tau * _log_prior(class_counts, scores, dim), indices, dim)
    return common.reduce(values, reduction, mask=kept, sample_weight=sample_weight, denominator=denominator)


def _log_prior(class_counts: Sequence[float], logits: Tensor, dim: int) -> Tensor:
    counts = _counts.checked(class_counts, logits.shape[dim], logits, torch.float64)
    prior = (counts / counts.sum()).log().to(logits.dtype)
    return prior.reshape(_counts.along(dim, logits))


@final
class LogitAdjustedCrossEntropyLoss(LossModule):
    """The module of `logit_adjusted_cross_entropy`.

    Args:
        class_counts: rows of each class in the training data, or its frequencies
        tau: how much of the prior is taken; 0 is plain cross-entropy
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".

    Example:
        >>> LogitAdjustedCrossEntropyLoss(class_counts=[3, 1])
        LogitAdjustedCrossEntropyLoss(class_counts=[3, 1])
    """

    def __init__(
        self,
        *,
        class_counts: Sequence[float],
        tau: float = 1.0,
        class_dim: int | None = None,
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        self.class_counts = class_counts
        self.tau = tau
        self.class_dim = class_dim
        self.reduction = common.check_reduction(reduction)

    def forward(self, logits: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `logit_adjusted_cross_entropy`."""
        return logit_adjusted_cross_entropy(logits, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Class probabilities, in the shape of `output`."""
        return torch.softmax(output, classes.class_dim(output, self.class_dim))

    def decide(self, output: Tensor) -> Tensor:
        """The most probable class, int64, the shape of `output` without C."""
        return output.argmax(classes.class_dim(output, self.class_dim))
