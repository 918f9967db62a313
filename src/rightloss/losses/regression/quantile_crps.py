"""The pinball losses of many quantiles: the CRPS of a forecast by its quantiles."""

from collections.abc import Sequence
from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._factors import ReduceOptions
from rightloss.losses._fused import fused
from rightloss.losses._module import LossModule


def quantile_crps(
    quantiles: Tensor,
    target: Tensor,
    *,
    levels: Sequence[float],
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Twice the mean pinball loss over the levels; with many levels, the continuous ranked probability score.

    $\ell(x, y) = \frac{2}{Q} \sum_q \max(\tau_q (y - x_q), (\tau_q - 1)(y - x_q))$

    Expects:
        `quantiles` of shape (*, Q) with one prediction per level in the last dimension; `target` of shape (*); both
        in the units of the target, floating-point.

    Args:
        quantiles: one prediction per level, in the units of the target, shape (*, Q).
        target: what was observed, shape (*).
        levels: the levels of the quantiles, between 0 and 1, as (0.1, 0.5, 0.9).
        reduction: "mean", "sum" or "none".
        mask: bool, shape (*); False leaves an element out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept elements.

    Returns:
        float32 (float64 where an argument is): a scalar, or shape (*) for "none". The mean is 0 where nothing is
        kept.

    Raises:
        ValueError: shapes do not fit, a dtype is not floating-point, a level is not between 0 and 1, or an option is
            not one of those above.

    Equals:
        The L1 loss with the one level 0.5; the CRPS in the limit of many evenly spaced levels.

    Example:
        >>> import torch
        >>> quantile_crps(torch.tensor([[0.0, 1.0, 2.0]]), torch.tensor([1.0]), levels=(0.1, 0.5, 0.9))
        tensor(0.1333)

    Reference:
        Gneiting, T. and Raftery, A. E. (2007). Strictly Proper Scoring Rules, Prediction, and Estimation.
        doi:10.1198/016214506000001437
    """
    check_levels(levels)
    common.check_floating("quantiles", quantiles)
    common.check_floating("target", target)
    if quantiles.shape != (*target.shape, len(levels)):
        raise ValueError(
            f"got quantiles of shape {tuple(quantiles.shape)} and target of shape {tuple(target.shape)}; with "
            f"{len(levels)} levels, quantiles must be {(*target.shape, len(levels))}"
        )
    x = common.blank_last(common.full_precision(quantiles), mask)
    y = common.blank(common.full_precision(target), mask)
    options: ReduceOptions = {"mask": mask, "sample_weight": sample_weight, "denominator": denominator}
    return _CRPS(x, {"target": y}, reduction, options, levels=tuple(levels))


def _values(x: Tensor, y: Tensor, levels: tuple[float, ...]) -> Tensor:
    error = y.unsqueeze(-1) - x
    tau = torch.tensor(levels, dtype=error.dtype, device=error.device)
    return 2 * ((tau - (error < 0).to(error.dtype)) * error).mean(-1)


def _with_slope(slope: Tensor, spare: Sequence[Tensor], x: Tensor, y: Tensor, levels: tuple[float, ...]) -> Tensor:
    error = torch.sub(y.unsqueeze(-1), x, out=spare[0])
    share = torch.lt(error, 0, out=slope).sub_(torch.tensor(levels, dtype=x.dtype)).mul_(2 / len(levels))
    return error.mul_(share).neg_()


_CRPS = fused("quantile-crps", _values, _with_slope, dim=-1)


def check_levels(levels: Sequence[float]) -> None:
    """Raise ValueError unless there are levels, each between 0 and 1."""
    if not levels or not all(0 < level < 1 for level in levels):
        raise ValueError(f"got levels={levels!r}; each must be between 0 and 1, as in (0.1, 0.5, 0.9)")


@final
class QuantileCRPSLoss(LossModule):
    """The module of `quantile_crps`.

    Args:
        levels: the levels of the quantiles, between 0 and 1, as (0.1, 0.5, 0.9).
        reduction: "mean", "sum" or "none".

    Example:
        >>> QuantileCRPSLoss(levels=(0.1, 0.5, 0.9))
        QuantileCRPSLoss(levels=(0.1, 0.5, 0.9))
    """

    def __init__(self, *, levels: Sequence[float], reduction: common.Reduction = "mean") -> None:
        super().__init__()
        check_levels(levels)
        self.levels = levels
        self.reduction = common.check_reduction(reduction)

    def forward(self, quantiles: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `quantile_crps`."""
        return quantile_crps(quantiles, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The output itself: the predicted quantiles, in the units of the target, shape (*, Q)."""
        return output
