"""Barron's general robust loss."""

from collections.abc import Sequence
from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._factors import ReduceOptions
from rightloss.losses._fused import fused
from rightloss.losses._module import LossModule
from rightloss.losses.regression import _pairs as pairs

_SHORT = 8  # the largest even shape for which a series is shorter than logarithm and exponential
_SQUARE = 1e-9  # how near to 2 the shape is 2


def general_robust_loss(
    input: Tensor,
    target: Tensor,
    *,
    alpha: float = 1.0,
    scale: float = 1.0,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""One family from the squared error to losses that forget outliers, by one number.

    $\ell = \frac{|\alpha - 2|}{\alpha} \left( \left( \frac{((x - y) / c)^2}{|\alpha - 2|} + 1 \right)^{\alpha
    / 2} - 1 \right)$

    Expects:
        `input` and `target` in the units of the target, floating-point, of equal shape (*). Broadcasting is refused.

    Args:
        input: predictions, in the units of the target, shape (*).
        target: what was observed, shape (*).
        alpha: the shape: 2 is half the squared error, 1 Charbonnier, 0 Cauchy, -2 Geman-McClure, minus infinity Welsch;
            the smaller, the less an outlier pulls.
        scale: the error c at which the loss leaves the parabola, in the units of the target; above 0.
        reduction: "mean", "sum" or "none".
        mask: bool, shape (*); False leaves an element out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept elements.

    Returns:
        float32 (float64 where an argument is): a scalar, or shape (*) for "none". The mean is 0 where nothing is
        kept.

    Raises:
        ValueError: shapes differ, a dtype is not floating-point, alpha is NaN or plus infinity, the scale is not above
            0, or an option is not one of those above.

    Equals:
        Half the squared error over the squared scale at alpha = 2; ln(1 + z^2 / 2) at alpha = 0; 1 - exp(-z^2 / 2) in
        the limit of minus infinity, with z = (x - y) / scale. All limits are exact.

    Example:
        >>> import torch
        >>> general_robust_loss(torch.tensor([0.0, 1.0, 10.0]), torch.zeros(3), alpha=0.0, reduction="none")
        tensor([0.0000, 0.4055, 3.9318])

    Reference:
        Barron, J. T. (2019). A General and Adaptive Robust Loss Function. arXiv:1701.03077
    """
    _check_alpha(alpha)
    pairs.check_scale("scale", scale)
    x, y = pairs.prepared("input", input, target, mask)
    options: ReduceOptions = {"mask": mask, "sample_weight": sample_weight, "denominator": denominator}
    if abs(alpha - 2) < _SQUARE and scale == 1:
        return pairs.reduced(pairs.MSE, x, y, reduction=reduction, options=options) / 2
    return _GENERAL(x, {"target": y}, reduction, options, alpha=alpha, scale=scale)


def _check_alpha(alpha: float) -> None:
    if not alpha < float("inf"):
        raise ValueError(f"got alpha={alpha!r}; it must be a number, or minus infinity: 2 is the squared error")


def _values(x: Tensor, y: Tensor, alpha: float, scale: float) -> Tensor:
    square, width = ((x - y) / scale).square(), abs(alpha - 2)
    if width < _SQUARE:
        return square / 2
    if alpha == 0:
        return torch.log1p(square / 2)
    if alpha == -float("inf"):
        return -torch.expm1(-square / 2)
    return width / alpha * torch.expm1(alpha / 2 * torch.log1p(square / width))


def _with_slope(slope: Tensor, spare: Sequence[Tensor], x: Tensor, y: Tensor, alpha: float, scale: float) -> Tensor:
    square, value, rest = spare
    z = torch.sub(x, y, out=slope)
    if scale != 1:
        z.div_(scale)
    torch.mul(z, z, out=square)
    factor = _value_and_factor(square, value, rest, alpha)
    if factor is not None:
        z.mul_(factor)
    if scale != 1:
        z.div_(scale)
    return value


def _value_and_factor(square: Tensor, value: Tensor, rest: Tensor, alpha: float) -> Tensor | None:
    """Write the values, and give what the error in units of the scale is multiplied by for the slope; None is 1."""
    width = abs(alpha - 2)
    if width < _SQUARE:
        torch.mul(square, 0.5, out=value)
        return None
    if alpha == 0:
        torch.log1p(square.mul_(0.5), out=value)
        return square.add_(1).reciprocal_()
    if alpha == -float("inf"):
        torch.exp(square.mul_(-0.5), out=rest)
        torch.expm1(square, out=value).neg_()
        return rest
    if alpha == 1:  # sqrt(1 + z^2) - 1, without the difference
        torch.add(square, 1, out=rest).rsqrt_()
        torch.div(square.mul_(rest), torch.add(rest, 1, out=value), out=value)
        return rest
    square.div_(width)
    if alpha % 2 == 0 and abs(alpha) <= _SHORT:
        return _of_whole_power(square, value, rest, int(alpha) // 2)
    torch.log1p(square, out=rest)
    if alpha > 0:
        torch.mul(rest, alpha / 2, out=value).expm1_()
        factor = torch.add(value, 1, out=rest).div_(square.add_(1))
        value.mul_(width / alpha)
        return factor
    torch.mul(rest, alpha / 2, out=value).expm1_().mul_(width / alpha)
    return rest.mul_(alpha / 2 - 1).exp_()


def _of_whole_power(u: Tensor, value: Tensor, power: Tensor, k: int) -> Tensor:
    """As `_value_and_factor` for alpha = 2 k: (1 + u)^k - 1 is u times a geometric series, without the difference."""
    base = torch.add(u, 1, out=power)
    ratio = base if k > 0 else base.reciprocal_()
    value.fill_(1)
    for _ in range(abs(k) - 1):
        value.mul_(ratio).add_(1)
    value.mul_(u).mul_(abs(k - 1) / abs(k))
    if k < 0:
        value.mul_(ratio)
    return power.pow_(abs(k - 1))


_GENERAL = fused("general-robust", _values, _with_slope)


@final
class GeneralRobustLoss(LossModule):
    """The module of `general_robust_loss`.

    Args:
        alpha: the shape: 2 is half the squared error, 1 Charbonnier, 0 Cauchy, -2 Geman-McClure, minus infinity Welsch;
            the smaller, the less an outlier pulls.
        scale: the error c at which the loss leaves the parabola, in the units of the target; above 0.
        reduction: "mean", "sum" or "none".

    Example:
        >>> GeneralRobustLoss(alpha=0.5)
        GeneralRobustLoss(alpha=0.5)
    """

    def __init__(self, *, alpha: float = 1.0, scale: float = 1.0, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        _check_alpha(alpha)
        pairs.check_scale("scale", scale)
        self.alpha = alpha
        self.scale = scale
        self.reduction = common.check_reduction(reduction)

    def forward(self, input: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `general_robust_loss`."""
        return general_robust_loss(input, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The output itself: it is a prediction in the units of the target."""
        return output
