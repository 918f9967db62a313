"""The negative log-likelihood of an amount that is zero or gamma distributed."""

import math
from typing import Unpack, final

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

from rightloss.losses import _common as common
from rightloss.losses import _heads as heads
from rightloss.losses._gamma import LOG_LARGE, stirling_rest
from rightloss.losses._module import LossModule


def hurdle_gamma_nll(
    parameters: Tensor,
    target: Tensor,
    *,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Minus the log-likelihood of an amount: a coin for zero or not, and a gamma density for what is above zero.

    $\ell = -\ln \pi \text{ for } y = 0, -\ln(1 - \pi) - \ln \mathrm{Gamma}(y; \mu, \alpha) \text{ else}$

    Expects:
        `parameters` of shape (*, 3), unbounded: the logit of a zero, log mean and log dispersion of the positive
        amounts. `target` of shape (*), floating-point.

    Args:
        parameters: the logit of a zero, log mean and log dispersion of the positive amounts, in the last dimension,
            all unbounded; shape (*, 3).
        target: amounts, 0 or more.
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
        Binary cross-entropy of "is it zero?" plus minus torch.distributions.Gamma(1/alpha, 1/(alpha mu)).log_prob on
        the positive amounts.

    Example:
        >>> import torch
        >>> hurdle_gamma_nll(torch.zeros(2, 3), torch.tensor([0.0, 1.0]), reduction="none")
        tensor([0.6931, 1.6931])

    Reference:
        Duan, N. et al. (1983). A Comparison of Alternative Models for the Demand for Medical Care. doi:10.2307/1391852
    """
    heads.check_target(target, mask, 0.0, "an amount must be 0 or more")
    zero, log_mean, log_alpha = heads.unpack(parameters, target, "zero_logit log_mean log_dispersion", mask)
    y = common.blank(common.full_precision(target), mask)
    positive = torch.where(y > 0, y, torch.ones_like(y))
    density = gamma_log_density(positive, log_mean, log_alpha)
    values = -torch.where(y > 0, logsigmoid(-zero) + density, logsigmoid(zero))
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


def gamma_log_density(y: Tensor, log_mean: Tensor, log_alpha: Tensor) -> Tensor:
    """Log-density of amounts `y` above 0 under a gamma distribution of mean exp(log_mean), shape exp(-log_alpha)."""
    log_y = y.log()
    log_ratio = log_y - log_mean
    # The density is minus half the deviance times the shape, and a constant.
    return _constant(log_alpha) - torch.exp(-log_alpha) * (torch.expm1(log_ratio) - log_ratio) - log_y


def _constant(log_alpha: Tensor) -> Tensor:
    """a ln a - a - ln Gamma(a) for a = exp(-log_alpha); for large a it is ln(a / 2 pi) / 2 less Stirling's rest."""
    if common.is_within(log_alpha, -LOG_LARGE, torch.inf):
        return _moderate_constant(-log_alpha)
    is_large = log_alpha < -LOG_LARGE
    inverse = torch.exp(torch.where(is_large, log_alpha, torch.full_like(log_alpha, -LOG_LARGE)))
    direct = _moderate_constant(torch.where(is_large, torch.zeros_like(log_alpha), -log_alpha))
    return torch.where(is_large, (-log_alpha - math.log(2 * math.pi)) / 2 - stirling_rest(inverse), direct)


def _moderate_constant(log_shape: Tensor) -> Tensor:
    a = torch.exp(log_shape)
    return a * (log_shape - 1) - torch.lgamma(1 + a) + log_shape


@final
class HurdleGammaNLLLoss(LossModule):
    """The module of `hurdle_gamma_nll`.

    Args:
        reduction: "mean", "sum" or "none".

    Example:
        >>> HurdleGammaNLLLoss()
        HurdleGammaNLLLoss()
    """

    def __init__(self, *, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.reduction = common.check_reduction(reduction)

    def forward(self, parameters: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `hurdle_gamma_nll`."""
        return hurdle_gamma_nll(parameters, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The predicted mean, shape (*): the mean of the positive amounts times the probability of one."""
        return torch.exp(output[..., 1]) * torch.sigmoid(-output[..., 0])
