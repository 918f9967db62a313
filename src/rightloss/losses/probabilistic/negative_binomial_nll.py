"""The negative log-likelihood of a negative binomial count."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _heads as heads
from rightloss.losses._gamma import LOG_LARGE, log1p_over, log_rising
from rightloss.losses._module import LossModule


def negative_binomial_nll(
    parameters: Tensor,
    target: Tensor,
    *,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Minus the log-probability of a count whose variance is mu + alpha mu^2.

    $\ell = -\ln \mathrm{NB}(y; \mu = e^{x_1}, \alpha = e^{x_2})$

    Expects:
        `parameters` of shape (*, 2), unbounded: log mean and log dispersion. `target` of shape (*), floating-point.

    Args:
        parameters: log mean and log dispersion, in the last dimension, all unbounded; shape (*, 2).
        target: counts, 0 or more.
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
        Minus torch.distributions.NegativeBinomial(r, logits=log_mean + log_dispersion).log_prob(target) with r =
        exp(-log_dispersion). The Poisson likelihood in the limit of a small dispersion.

    Example:
        >>> import torch
        >>> negative_binomial_nll(torch.zeros(2, 2), torch.tensor([0.0, 1.0]), reduction="none")
        tensor([0.6931, 1.3863])

    Reference:
        Cameron, A. C. and Trivedi, P. K. (2013). Regression Analysis of Count Data. isbn:978-1-107-66727-3
    """
    heads.check_target(target, mask, 0.0, "a count must be 0 or more")
    log_mean, log_alpha = heads.unpack(parameters, target, "log_mean log_dispersion", mask)
    y = common.blank(common.full_precision(target), mask)
    values = -negative_binomial_log_prob(y, log_mean, log_alpha)
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


def negative_binomial_log_prob(y: Tensor, log_mean: Tensor, log_alpha: Tensor) -> Tensor:
    """Log-probability of counts `y` under mean mu = exp(log_mean) and variance mu + exp(log_alpha) mu^2."""
    growth = softplus(log_mean + log_alpha)
    surprise = surprise_of_zero(log_mean, log_alpha, growth)
    return log_rising(y, log_alpha) - torch.lgamma(y + 1) + y * (log_mean - growth) - surprise


def softplus(x: Tensor) -> Tensor:
    """ln(1 + e^x) to its last digit."""
    return -torch.nn.functional.logsigmoid(-x)


def surprise_of_zero(log_mean: Tensor, log_alpha: Tensor, growth: Tensor) -> Tensor:
    """-ln NB(0) = ln(1 + alpha mu) / alpha, where `growth` is ln(1 + alpha mu)."""
    if common.is_within(log_alpha, -LOG_LARGE, torch.inf):
        return growth * torch.exp(-log_alpha)
    log_odds = log_mean + log_alpha
    is_small = log_odds < 0
    odds = torch.exp(torch.where(is_small, log_odds, torch.zeros_like(log_odds)))
    # It is mu * log1p(alpha mu) / (alpha mu), which has the limit mu (Poisson) as alpha goes to 0.
    mean = torch.exp(torch.where(is_small, log_mean, torch.zeros_like(log_mean)))
    alpha = torch.where(is_small, torch.zeros_like(log_alpha), log_alpha)
    return torch.where(is_small, mean * log1p_over(odds), growth * torch.exp(-alpha))


@final
class NegativeBinomialNLLLoss(LossModule):
    """The module of `negative_binomial_nll`.

    Args:
        reduction: "mean", "sum" or "none".

    Example:
        >>> NegativeBinomialNLLLoss()
        NegativeBinomialNLLLoss()
    """

    def __init__(self, *, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.reduction = common.check_reduction(reduction)

    def forward(self, parameters: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `negative_binomial_nll`."""
        return negative_binomial_nll(parameters, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The predicted mean, shape (*): the exponential of the first parameter."""
        return torch.exp(output[..., 0])
