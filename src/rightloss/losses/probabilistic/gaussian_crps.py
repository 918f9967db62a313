"""The continuous ranked probability score of a normal distribution."""

import math
from collections.abc import Sequence
from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _heads as heads
from rightloss.losses._factors import ReduceOptions
from rightloss.losses._fused import fused
from rightloss.losses._module import LossModule


def gaussian_crps(
    parameters: Tensor,
    target: Tensor,
    *,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""How far a normal forecast is from what happened, in the units of the target.

    $\ell = \sigma \left( z (2 \Phi(z) - 1) + 2 \varphi(z) - 1 / \sqrt{\pi} \right), \quad z = (y - \mu) /
    \sigma, \ \sigma = e^{x_2}$

    Expects:
        `parameters` of shape (*, 2), unbounded: mean and the logarithm of the standard deviation. `target` of shape
        (*), floating-point.

    Args:
        parameters: mean and log scale, in the last dimension, both unbounded; shape (*, 2).
        target: what was observed, shape (*).
        reduction: "mean", "sum" or "none".
        mask: bool, shape (*); False leaves an element out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept elements.

    Returns:
        float32 (float64 where the input is): a scalar, or shape (*) for "none". The mean is 0 where nothing is kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a target is out of range (looked at as `checking` says), or an
            option is not one of those above.

    Equals:
        The integral of (F(x) - 1[x >= y])^2 over x, F being the distribution function; the absolute error in the
        limit of a small scale.

    Example:
        >>> import torch
        >>> gaussian_crps(torch.zeros(1, 2), torch.tensor([0.0]))
        tensor(0.2337)

    Reference:
        Gneiting, T. and Raftery, A. E. (2007). Strictly Proper Scoring Rules, Prediction, and Estimation.
        doi:10.1198/016214506000001437
    """
    common.check_floating("target", target)
    x = heads.prepared(parameters, target, "mean log_scale", mask)
    options: ReduceOptions = {"mask": mask, "sample_weight": sample_weight, "denominator": denominator}
    return _CRPS(x, {"target": common.blank(common.full_precision(target), mask)}, reduction, options)


def _values(x: Tensor, y: Tensor) -> Tensor:
    mean, log_scale = x.unbind(-1)
    error = y - mean
    z = error * torch.exp(-log_scale)  # a scale that is rounded to 0 divides nothing
    density = torch.exp(-z.square() / 2) * math.sqrt(2 / math.pi)
    far: Tensor = error * torch.special.erf(z * math.sqrt(0.5))
    return far + torch.exp(log_scale) * (density - 1 / math.sqrt(math.pi))


def _with_slope(slope: Tensor, spare: Sequence[Tensor], x: Tensor, y: Tensor) -> Tensor:
    """By the mean the slope is -erf(z / sqrt 2); by the log scale it is the second term of the value."""
    error, z, scale, value = (half for pair in spare[:2] for half in pair.view(2, *y.shape).unbind())
    mean, log_scale = x.unbind(-1)
    torch.sub(y, mean, out=error)
    torch.exp(log_scale, out=scale)
    torch.mul(torch.reciprocal(scale, out=z), error, out=z).mul_(math.sqrt(0.5))
    torch.mul(z, z, out=value).neg_().exp_().mul_(math.sqrt(2 / math.pi)).sub_(1 / math.sqrt(math.pi)).mul_(scale)
    slope.select(-1, 1).copy_(value)
    torch.neg(z.erf_(), out=slope.select(-1, 0))
    return value.addcmul_(z, error)


_CRPS = fused("gaussian-crps", _values, _with_slope, dim=-1)


@final
class GaussianCRPSLoss(LossModule):
    """The module of `gaussian_crps`.

    Args:
        reduction: "mean", "sum" or "none".

    Example:
        >>> GaussianCRPSLoss()
        GaussianCRPSLoss()
    """

    def __init__(self, *, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.reduction = common.check_reduction(reduction)

    def forward(self, parameters: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `gaussian_crps`."""
        return gaussian_crps(parameters, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The predicted mean, shape (*): the first parameter."""
        return output[..., 0]
