"""The negative log-likelihood of a normal distribution whose log variance is predicted."""

import math
from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _heads as heads
from rightloss.losses._module import LossModule


def gaussian_log_variance_nll(
    parameters: Tensor,
    target: Tensor,
    *,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Minus the log-density of a normal distribution; predicting the log of its variance keeps that positive.

    $\ell = (x_2 + (y - x_1)^2 e^{-x_2} + \ln 2\pi) / 2$

    Expects:
        `parameters` of shape (*, 2), unbounded: mean and log variance. `target` of shape (*), floating-point.

    Args:
        parameters: mean and log variance, in the last dimension, all unbounded; shape (*, 2).
        target: what was observed.
        reduction: "mean", "sum" or "none".
        mask: bool, shape (*); False leaves an element out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept elements.

    Returns:
        float32 (float64 where the input is): a scalar, or shape (*) for "none". The mean is 0 where nothing is kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a target is out of range (looked at on the CPU only), or an
        option is not one of those above.

    Equals:
        Minus torch.distributions.Normal(mean, exp(log_variance / 2)).log_prob(target).
        torch.nn.GaussianNLLLoss(full=True) on the exponential of log_variance, without its floor.

    Example:
        >>> import torch
        >>> gaussian_log_variance_nll(torch.zeros(1, 2), torch.tensor([0.0]))
        tensor(0.9189)

    Reference:
        Nix, D. A. and Weigend, A. S. (1994). Estimating the Mean and Variance of the Target Probability
        Distribution. doi:10.1109/ICNN.1994.374138
    """
    mean, log_variance = heads.unpack(parameters, target, "mean log_variance", mask)
    error = common.blank(common.full_precision(target), mask) - mean
    values = 0.5 * (log_variance + error.square() * torch.exp(-log_variance) + math.log(2 * math.pi))
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


@final
class GaussianLogVarianceNLLLoss(LossModule):
    """The module of `gaussian_log_variance_nll`.

    Args:
        reduction: "mean", "sum" or "none".

    Example:
        >>> GaussianLogVarianceNLLLoss()
        GaussianLogVarianceNLLLoss()
    """

    def __init__(self, *, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.reduction = common.check_reduction(reduction)

    def forward(self, parameters: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `gaussian_log_variance_nll`."""
        return gaussian_log_variance_nll(parameters, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The predicted mean, shape (*): the first parameter."""
        return output[..., 0]
