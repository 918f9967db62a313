"""Cross-entropy with a larger margin for rarer classes."""

from collections.abc import Sequence
from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _softmax as softmax
from rightloss.losses._module import LossModule
from rightloss.losses.imbalanced import _counts
from rightloss.losses.multiclass import _classes as classes


def ldam_loss(
    logits: Tensor,
    target: Tensor,
    *,
    class_counts: Sequence[float],
    max_margin: float = 0.5,
    scale: float = 1.0,
    weight: Tensor | None = None,
    class_dim: int | None = None,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Cross-entropy after a margin was taken from the true class's score, the larger the rarer the class.

    $\ell(x, y) = -w_y \ln \mathrm{softmax}(s (x - \Delta_y e_y))_y$ with
    $\Delta_c = \Delta_{max} (n_{min} / n_c)^{1/4}$

    Expects:
        `logits`: raw scores, unbounded, shape (N, C, d1..dK). `target`: class indices, int64, shape (N, d1..dK).

    Args:
        logits: raw scores of C classes, shape (N, C) or (N, C, d1..dK).
        target: class indices 0 to C - 1, int64, the shape of `logits` without C.
        class_counts: rows of each class in the training data, all above 0.
        max_margin: the margin of the rarest class, 0 or more.
        scale: the factor s behind the margin, above 0: 1 for raw scores, 30 for cosines, as the authors have it.
        weight: a factor per class, shape (C,); the mean divides by the sum of the factors of the targets.
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".
        mask: bool, the target's shape; False leaves a place out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number (or the weights) of the kept targets.

    Returns:
        float32 (float64 where the input is): a scalar, or the target's shape for "none". The mean is 0 where nothing is
        kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a target is out of range (looked at on the CPU only), or an
        option is not one of those above.

    Equals:
        `cross_entropy` of scale times the logits at max_margin 0.

    Example:
        >>> import torch
        >>> ldam_loss(torch.zeros(1, 2), torch.tensor([1]), class_counts=[16, 1])
        tensor(0.9741)

    Reference:
        Cao, K. et al. (2019). Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss. arXiv:1906.07413
    """
    _check_options(max_margin, scale)
    scores, indices, kept = classes.prepared("logits", logits, target, class_dim, mask)
    dim = classes.class_dim(scores)
    counts = _counts.checked(class_counts, scores.shape[dim], scores)
    classes.check_class_weight(weight, len(class_counts))
    margins = max_margin * (counts.min() / counts) ** 0.25
    lowered = scores.scatter_add(dim, indices.unsqueeze(dim), -margins[indices].unsqueeze(dim))
    values = softmax.cross_entropy(lowered if scale == 1 else scale * lowered, indices, dim)
    shares = None if weight is None else weight[indices].to(values.dtype)
    values = common.times(values, shares, kept)
    return common.reduce(
        values, reduction, mask=kept, counts=shares, sample_weight=sample_weight, denominator=denominator
    )


def _check_options(max_margin: float, scale: float) -> None:
    if not max_margin >= 0:
        raise ValueError(f"got max_margin={max_margin!r}; it must be 0 or more")
    if not scale > 0:
        raise ValueError(f"got scale={scale!r}; it must be above 0")


@final
class LDAMLoss(LossModule):
    """The module of `ldam_loss`.

    Args:
        class_counts: rows of each class in the training data, all above 0.
        max_margin: the margin of the rarest class, 0 or more.
        scale: the factor s behind the margin, above 0: 1 for raw scores, 30 for cosines, as the authors have it.
        weight: a factor per class, shape (C,); the mean divides by the sum of the factors of the targets.
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".

    Example:
        >>> LDAMLoss(class_counts=[16, 1])
        LDAMLoss(class_counts=[16, 1])
    """

    weight: Tensor | None

    def __init__(
        self,
        *,
        class_counts: Sequence[float],
        max_margin: float = 0.5,
        scale: float = 1.0,
        weight: Tensor | None = None,
        class_dim: int | None = None,
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        self.class_counts = class_counts
        self.max_margin = max_margin
        self.scale = scale
        self.register_buffer("weight", weight)
        self.class_dim = class_dim
        self.reduction = common.check_reduction(reduction)

    def forward(self, logits: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `ldam_loss`."""
        return ldam_loss(logits, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Class probabilities, in the shape of `output`."""
        return torch.softmax(output, classes.class_dim(output, self.class_dim))

    def decide(self, output: Tensor) -> Tensor:
        """The most probable class, int64, the shape of `output` without C."""
        return output.argmax(classes.class_dim(output, self.class_dim))
