"""The hurdle likelihood of a negative binomial count."""

from typing import Unpack, final

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

from rightloss.losses import _common as common
from rightloss.losses import _heads as heads
from rightloss.losses._counts import log_not_zero
from rightloss.losses._module import LossModule
from rightloss.losses.probabilistic.negative_binomial_nll import (
    negative_binomial_log_prob,
    softplus,
    surprise_of_zero,
)


def hurdle_negative_binomial_nll(
    parameters: Tensor,
    target: Tensor,
    *,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Minus the log-probability of a count: a coin for zero or not, and a negative binomial without its zero else.

    $\ell = -\ln \pi \text{ for } y = 0, \quad -\ln(1 - \pi) - \ln \frac{\mathrm{NB}(y; \mu, \alpha)}{1 -
    \mathrm{NB}(0; \mu, \alpha)} \text{ else}$

    Expects:
        `parameters` of shape (*, 3), unbounded: the logit of a zero, log mean and log dispersion. `target` of shape
        (*).

    Args:
        parameters: the logit of a zero, log mean and log dispersion, in the last dimension, all unbounded; shape
            (*, 3).
        target: counts, 0 or more, shape (*).
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
        Binary cross-entropy of "is it zero?" plus the negative binomial NLL of the positive counts, given that they
        are not 0.

    Example:
        >>> import torch
        >>> hurdle_negative_binomial_nll(torch.zeros(2, 3), torch.tensor([0.0, 1.0]), reduction="none")
        tensor([0.6931, 1.3863])

    Reference:
        Cameron, A. C. and Trivedi, P. K. (2013). Regression Analysis of Count Data. isbn:978-1-107-66727-3
    """
    heads.check_target(target, mask, 0.0, "a count must be 0 or more")
    zero, log_mean, log_alpha = heads.unpack(parameters, target, "zero_logit log_mean log_dispersion", mask)
    y = common.blank(common.full_precision(target), mask)
    positive = torch.where(y > 0, y, torch.ones_like(y))
    some = log_not_zero(_log_surprise_of_zero(log_mean, log_alpha))
    counted = negative_binomial_log_prob(positive, log_mean, log_alpha) - some
    values = -torch.where(y > 0, logsigmoid(-zero) + counted, logsigmoid(zero))
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


def _log_surprise_of_zero(log_mean: Tensor, log_alpha: Tensor) -> Tensor:
    """ln(-ln NB(0)); the logarithm of the mean where mean times dispersion is so small that no other digit is left."""
    is_small = log_mean + log_alpha < -40
    some = torch.where(is_small, torch.zeros_like(log_mean), log_mean)
    surprise = surprise_of_zero(some, log_alpha, softplus(some + log_alpha))
    return torch.where(is_small, log_mean, surprise.log())


@final
class HurdleNegativeBinomialNLLLoss(LossModule):
    """The module of `hurdle_negative_binomial_nll`.

    Args:
        reduction: "mean", "sum" or "none".

    Example:
        >>> HurdleNegativeBinomialNLLLoss()
        HurdleNegativeBinomialNLLLoss()
    """

    def __init__(self, *, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.reduction = common.check_reduction(reduction)

    def forward(self, parameters: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `hurdle_negative_binomial_nll`."""
        return hurdle_negative_binomial_nll(parameters, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The predicted mean, shape (*): that of the positive counts times the probability of one."""
        log_mean, log_alpha = output[..., 1], output[..., 2]
        some = log_not_zero(_log_surprise_of_zero(log_mean, log_alpha))
        return torch.exp(log_mean - some) * torch.sigmoid(-output[..., 0])
