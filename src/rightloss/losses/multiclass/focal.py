"""Cross-entropy with easy examples turned down."""

from functools import partial
from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._factors import ReduceOptions
from rightloss.losses._fused import fused
from rightloss.losses._module import LossModule
from rightloss.losses.multiclass import _classes as classes
from rightloss.losses.multiclass import _true_class as true_class


def focal_loss(
    logits: Tensor,
    target: Tensor,
    *,
    gamma: float = 2.0,
    weight: Tensor | None = None,
    ignore_index: int = -100,
    class_dim: int | None = None,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Cross-entropy times (1 - p_y)^gamma, where p_y is the probability given to the true class.

    $\ell(x, y) = -w_y (1 - p_y)^\gamma \ln p_y$ with $p = \mathrm{softmax}(x)$

    Expects:
        `logits`: raw scores, unbounded, shape (N, C, d1..dK). `target`: class indices, int64, shape (N, d1..dK).

    Args:
        logits: raw scores of C classes, shape (N, C) or (N, C, d1..dK).
        target: class indices 0 to C - 1, int64, the shape of `logits` without C.
        gamma: how strongly easy examples are turned down, 0 or more; 0 is cross-entropy.
        weight: a factor per class, shape (C,); the mean divides by the sum of the factors of the targets.
        ignore_index: targets with this value are left out.
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
        `cross_entropy` at gamma 0, with the same weight in every reduction. With two classes on logits (0, x),
        `sigmoid_focal_loss` on x without alpha.

    Example:
        >>> import torch
        >>> focal_loss(torch.zeros(1, 2), torch.tensor([0]))
        tensor(0.1733)

    Reference:
        Lin, T.-Y. et al. (2017). Focal Loss for Dense Object Detection. arXiv:1708.02002
    """
    if not gamma >= 0:
        raise ValueError(f"got gamma={gamma!r}; it must be 0 or more")
    scores, indices, kept = classes.prepared("logits", logits, target, class_dim, mask, ignore_index)
    classes.check_class_weight(weight, scores.shape[classes.class_dim(scores)])
    options: ReduceOptions = {"mask": kept, "sample_weight": sample_weight, "denominator": denominator}
    of_rows = scores.dim() > 1
    if weight is None and of_rows:
        return _FOCAL(scores, {"target": indices}, reduction, options, gamma=gamma)
    each = _FOCAL.each(scores, {"target": indices}, gamma=gamma) if of_rows else _values(scores, indices, gamma)
    if weight is not None:
        options["counts"] = weight[indices].to(each.dtype)
    return common.reduce(common.times(each, options.get("counts"), kept), reduction, **options)


def _values(x: Tensor, indices: Tensor, gamma: float) -> Tensor:
    log_p, log_miss = classes.log_hit_and_miss(x, indices)
    return -torch.exp(gamma * log_miss) * log_p


def _cost(hit: Tensor, miss: Tensor, log_p: Tensor, gamma: float) -> tuple[Tensor, Tensor]:
    power = miss**gamma
    by_miss = torch.where(miss > 0, log_p / miss, -1.0)
    return -power * log_p, by_miss.mul_(hit).mul_(gamma).sub_(1).mul_(power)


_FOCAL = fused("focal", _values, partial(true_class.with_slope, _cost), dim=1, pays_from=1 << 13)


@final
class FocalLoss(LossModule):
    """The module of `focal_loss`.

    Args:
        gamma: how strongly easy examples are turned down, 0 or more; 0 is cross-entropy.
        weight: a factor per class, shape (C,); the mean divides by the sum of the factors of the targets.
        ignore_index: targets with this value are left out.
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".

    Example:
        >>> FocalLoss(gamma=1.0)
        FocalLoss(gamma=1.0)
    """

    weight: Tensor | None

    def __init__(
        self,
        *,
        gamma: float = 2.0,
        weight: Tensor | None = None,
        ignore_index: int = -100,
        class_dim: int | None = None,
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        self.gamma = gamma
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.class_dim = class_dim
        self.reduction = common.check_reduction(reduction)

    def forward(self, logits: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `focal_loss`."""
        return focal_loss(logits, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Class probabilities, in the shape of `output`."""
        return torch.softmax(output, classes.class_dim(output, self.class_dim))

    def decide(self, output: Tensor) -> Tensor:
        """The most probable class, int64, the shape of `output` without C."""
        return output.argmax(classes.class_dim(output, self.class_dim))
