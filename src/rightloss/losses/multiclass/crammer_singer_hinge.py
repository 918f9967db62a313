"""The multi-class hinge that looks at the strongest rival only."""

from collections.abc import Sequence
from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._factors import ReduceOptions
from rightloss.losses._fused import fused
from rightloss.losses._module import LossModule
from rightloss.losses.multiclass import _classes as classes


def crammer_singer_hinge_loss(
    scores: Tensor,
    target: Tensor,
    *,
    margin: float = 1.0,
    class_dim: int | None = None,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Hinge loss that wants the true class to score a margin above the strongest of the others.

    $\ell(x, y) = \max \left( 0, m + \max_{c \ne y} x_c - x_y \right)$

    Expects:
        `scores`: any real numbers, shape (N, C, d1..dK). `target`: class indices, int64, shape (N, d1..dK).

    Args:
        scores: scores of C classes, at least two, unbounded, shape (N, C) or (N, C, d1..dK).
        target: class indices 0 to C - 1, int64, the shape of `scores` without C.
        margin: how far the true class must score above every other, above 0.
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
        With two classes, the binary hinge loss of the difference of the scores. torch.nn.MultiMarginLoss sums over the
        other classes and divides by C instead.

    Example:
        >>> import torch
        >>> crammer_singer_hinge_loss(torch.tensor([[2.0, 1.5, -3.0]]), torch.tensor([0]))
        tensor(0.5000)

    Reference:
        Crammer, K. and Singer, Y. (2001). On the Algorithmic Implementation of Multiclass Kernel-based Vector Machines.
        Journal of Machine Learning Research 2.
    """
    if not margin > 0:
        raise ValueError(f"got margin={margin!r}; it must be above 0")
    x, indices, kept = classes.prepared("scores", scores, target, class_dim, mask)
    options: ReduceOptions = {"mask": kept, "sample_weight": sample_weight, "denominator": denominator}
    if x.dim() == 1 or x.shape[1] < 2:
        return common.reduce(_values(x, indices, margin), reduction, **options)
    return _HINGE(x, {"target": indices}, reduction, options, margin=margin)


def _values(x: Tensor, indices: Tensor, margin: float) -> Tensor:
    rival = classes.without(x, indices).amax(classes.class_dim(x))
    return (margin + rival - classes.pick(x, indices)).relu()


def _with_slope(slope: Tensor, spare: Sequence[Tensor], x: Tensor, indices: Tensor, margin: float) -> Tensor:
    """The slope is -1 at the true class and 1 at its rival; rivals that are equal share it."""
    names = torch.arange(x.shape[1], dtype=x.dtype).view(-1, *[1] * (x.dim() - 2))
    hit = torch.eq(indices.to(x.dtype).unsqueeze(1), names, out=spare[0])
    rivals = torch.add(x, hit, alpha=-torch.finfo(x.dtype).max, out=spare[1])
    rival = rivals.amax(1, keepdim=True)
    gap = (rival - x.gather(1, indices.unsqueeze(1))).add_(margin)
    torch.eq(rivals, rival, out=slope)
    if slope.sum().item() != gap.numel():
        slope.div_(slope.sum(1, keepdim=True))
    slope.sub_(hit).mul_(gap > 0)
    return gap.clamp_min_(0).squeeze(1)


_HINGE = fused("crammer-singer-hinge", _values, _with_slope, dim=1)


@final
class CrammerSingerHingeLoss(LossModule):
    """The module of `crammer_singer_hinge_loss`.

    Args:
        margin: how far the true class must score above every other, above 0.
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".

    Example:
        >>> CrammerSingerHingeLoss(margin=2.0)
        CrammerSingerHingeLoss(margin=2.0)
    """

    def __init__(
        self,
        *,
        margin: float = 1.0,
        class_dim: int | None = None,
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        self.margin = margin
        self.class_dim = class_dim
        self.reduction = common.check_reduction(reduction)

    def forward(self, scores: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `crammer_singer_hinge_loss`."""
        return crammer_singer_hinge_loss(scores, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The scores: they stand for an order of the classes, not for probabilities."""
        return output

    def decide(self, output: Tensor) -> Tensor:
        """The most probable class, int64, the shape of `output` without C."""
        return output.argmax(classes.class_dim(output, self.class_dim))
