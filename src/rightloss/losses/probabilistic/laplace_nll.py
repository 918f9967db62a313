"""The Laplace likelihood."""

import math
from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _heads as heads
from rightloss.losses._module import LossModule


def laplace_nll(
    parameters: Tensor,
    target: Tensor,
    *,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Minus the log-density of a Laplace distribution: the absolute error, with an uncertainty of its own for each.

    $\ell = |y - x_1| e^{-x_2} + x_2 + \ln 2$

    Expects:
        `parameters` of shape (*, 2), unbounded: location and log scale. `target` of shape (*), floating-point.

    Args:
        parameters: location and log scale, in the last dimension, both unbounded; shape (*, 2).
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
        Minus torch.distributions.Laplace(location, exp(log_scale)).log_prob(target); the L1 loss plus ln 2 with the
        log scale 0.

    Example:
        >>> import torch
        >>> laplace_nll(torch.zeros(1, 2), torch.tensor([1.0]))
        tensor(1.6931)

    Reference:
        Kendall, A. and Gal, Y. (2017). What Uncertainties Do We Need in Bayesian Deep Learning for Computer Vision?
        arXiv:1703.04977
    """
    common.check_floating("target", target)
    location, log_scale = heads.unpack(parameters, target, "location log_scale", mask)
    error = common.blank(common.full_precision(target), mask) - location
    values = error.abs() * torch.exp(-log_scale) + log_scale + math.log(2)
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


@final
class LaplaceNLLLoss(LossModule):
    """The module of `laplace_nll`.

    Args:
        reduction: "mean", "sum" or "none".

    Example:
        >>> LaplaceNLLLoss()
        LaplaceNLLLoss()
    """

    def __init__(self, *, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.reduction = common.check_reduction(reduction)

    def forward(self, parameters: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `laplace_nll`."""
        return laplace_nll(parameters, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The predicted median, shape (*): the first parameter."""
        return output[..., 0]
