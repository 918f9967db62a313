"""Cross-entropy that wrong labels hurt less."""

from functools import partial
from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _narrow as narrow
from rightloss.losses._factors import ReduceOptions
from rightloss.losses._fused import fused
from rightloss.losses._module import LossModule
from rightloss.losses.multiclass import _classes as classes
from rightloss.losses.multiclass import _true_class as true_class


def generalised_cross_entropy(
    logits: Tensor,
    target: Tensor,
    *,
    q: float = 0.7,
    class_dim: int | None = None,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""(1 - p^q) / q for the true class's probability p: from cross-entropy (q to 0) to absolute error (q = 1).

    $\ell(x, y) = (1 - p_y^q) / q$

    Expects:
        `logits`: raw scores, unbounded, shape (N, C, d1..dK). `target`: class indices, int64, shape (N, d1..dK).

    Args:
        logits: raw scores of C classes, shape (N, C) or (N, C, d1..dK).
        target: class indices 0 to C - 1, int64, the shape of `logits` without C.
        q: between 0 (cross-entropy) and 1 (bounded, robust)
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
        Cross-entropy in the limit q to 0; the absolute error of the true class at q = 1.

    Example:
        >>> import torch
        >>> generalised_cross_entropy(torch.zeros(1, 2), torch.tensor([0]), q=1.0)
        tensor(0.5000)

    Reference:
        Zhang, Z. and Sabuncu, M. R. (2018). Generalized Cross Entropy Loss for Training Deep Neural Networks with Noisy
        Labels. arXiv:1805.07836
    """
    if not 0 < q <= 1:
        raise ValueError(f"got q={q!r}; it must be above 0 and at most 1")
    scores, indices, kept = classes.prepared("logits", logits, target, class_dim, mask)
    options: ReduceOptions = {"mask": kept, "sample_weight": sample_weight, "denominator": denominator}
    if scores.dim() == 1:
        return common.reduce(_values(scores, indices, q), reduction, **options)
    return _GENERALISED(scores, {"target": indices}, reduction, options, q=q)


def _values(x: Tensor, indices: Tensor, q: float) -> Tensor:
    log_p = classes.pick(narrow.log_softmax(x, classes.class_dim(x)), indices)
    # (1 - e^(q ln p)) / q, without the cancellation near p = 1.
    return -torch.expm1(q * log_p) / q


def _cost(hit: Tensor, miss: Tensor, log_p: Tensor, q: float) -> tuple[Tensor, Tensor]:
    scaled = q * log_p
    return torch.expm1(scaled).div_(-q), torch.exp(scaled).neg_()


_GENERALISED = fused(
    "generalised-cross-entropy", _values, partial(true_class.with_slope, _cost), dim=1, pays_from=1 << 17
)


@final
class GeneralisedCrossEntropyLoss(LossModule):
    """The module of `generalised_cross_entropy`.

    Args:
        q: between 0 (cross-entropy) and 1 (bounded, robust)
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".

    Example:
        >>> GeneralisedCrossEntropyLoss(q=0.5)
        GeneralisedCrossEntropyLoss(q=0.5)
    """

    def __init__(self, *, q: float = 0.7, class_dim: int | None = None, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.q = q
        self.class_dim = class_dim
        self.reduction = common.check_reduction(reduction)

    def forward(self, logits: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `generalised_cross_entropy`."""
        return generalised_cross_entropy(logits, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Class probabilities, in the shape of `output`."""
        return torch.softmax(output, classes.class_dim(output, self.class_dim))

    def decide(self, output: Tensor) -> Tensor:
        """The most probable class, int64, the shape of `output` without C."""
        return output.argmax(classes.class_dim(output, self.class_dim))
