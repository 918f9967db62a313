"""The negative log-likelihood of a share under a Beta distribution."""

import math
from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _heads as heads
from rightloss.losses._gamma import LOG_LARGE, log_rising, stirling_rest
from rightloss.losses._module import LossModule


def beta_nll(
    parameters: Tensor,
    target: Tensor,
    *,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Minus the log-density of a share strictly between 0 and 1 under a Beta distribution.

    $\ell = -\ln \mathrm{Beta}(y; \mu \phi, (1 - \mu) \phi)$

    Expects:
        `parameters` of shape (*, 2), unbounded: the logit of the mean and the log of the precision. `target` of shape
        (*), floating-point.

    Args:
        parameters: the logit of the mean and the log of the precision, in the last dimension, all unbounded; shape
            (*, 2).
        target: shares, strictly between 0 and 1.
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
        Minus torch.distributions.Beta(mu phi, (1 - mu) phi).log_prob(target).

    Example:
        >>> import torch
        >>> beta_nll(torch.tensor([[0.0, 2.0]]), torch.tensor([0.5]))
        tensor(-0.7405)

    Reference:
        Ferrari, S. and Cribari-Neto, F. (2004). Beta Regression for Modelling Rates and Proportions.
        doi:10.1080/0266476042000214501
    """
    heads.check_target(target, mask, 0.0, "shares must be above 0; BCE with logits takes zeros", open_low=True)
    heads.check_below(target, mask, 1.0, "shares must be below 1; BCE with logits takes ones")
    logit, log_precision = heads.unpack(parameters, target, "logit_mean log_precision", mask)
    y = common.blank(common.full_precision(target), mask, 0.5)
    values = -beta_log_density(y, logit, log_precision)
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


def beta_log_density(y: Tensor, logit: Tensor, log_precision: Tensor) -> Tensor:
    """Log-density of shares `y` under Beta(m p, (1 - m) p) with m = sigmoid(logit) and p = exp(log_precision)."""
    logs = log_precision + torch.nn.functional.logsigmoid(torch.stack([logit, -logit]))
    if common.is_within(logs, -torch.inf, LOG_LARGE):
        return _weigh(logs, y.log(), torch.log1p(-y)) - _small_log_beta(logs) - y.log() - torch.log1p(-y)
    least = logs.amin(0)
    is_large, is_mixed = least > LOG_LARGE, (logs.amax(0) > LOG_LARGE) & (least <= LOG_LARGE)
    log_y, log_rest = y.log(), torch.log1p(-y)
    plain = torch.where(logs.amax(0) > LOG_LARGE, torch.zeros_like(logs), logs)
    direct = _weigh(plain, log_y, log_rest) - _small_log_beta(plain)
    most, s = (
        torch.where(is_mixed, logs.amax(0), torch.full_like(least, LOG_LARGE + 1)),
        torch.where(is_mixed, least, 0 * least),
    )
    log_beta = torch.lgamma(1 + s.exp()) - s - log_rising(s.exp(), -most) - s.exp() * most
    mixed = _weigh(torch.where(is_mixed, logs, torch.zeros_like(logs)), log_y, log_rest) - log_beta
    large = _concentrated(y, torch.where(is_large, logs, torch.full_like(logs, LOG_LARGE + 1)))
    return torch.where(is_large, large, torch.where(is_mixed, mixed, direct)) - log_y - log_rest


def _weigh(logs: Tensor, log_y: Tensor, log_rest: Tensor) -> Tensor:
    a, b = logs.exp().unbind()
    return a * log_y + b * log_rest


def _small_log_beta(logs: Tensor) -> Tensor:
    """ln B(a, b) with Gamma(a) = Gamma(1 + a) / a, so that parameters near 0 are exact; `logs` are ln a and ln b."""
    a, b = logs.exp().unbind()
    sides = torch.lgamma(1 + a) + torch.lgamma(1 + b) - torch.lgamma(1 + a + b)
    return sides - logs.sum(0) + torch.logaddexp(logs[0], logs[1])


def _concentrated(y: Tensor, logs: Tensor) -> Tensor:
    """ln of y^a (1 - y)^b / B(a, b) for large a and b: a normal's constant less a Kullback-Leibler divergence."""
    log_sum = torch.logaddexp(logs[0], logs[1])
    mean, other = (logs - log_sum).exp().unbind()
    gap = y - mean
    close = mean * torch.log1p(gap / mean) + other * torch.log1p(-gap / other)
    rest = stirling_rest(torch.exp(-log_sum)) - stirling_rest(torch.exp(-logs)).sum(0)
    return log_sum.exp() * close + (logs.sum(0) - log_sum - math.log(2 * math.pi)) / 2 + rest


@final
class BetaNLLLoss(LossModule):
    """The module of `beta_nll`.

    Args:
        reduction: "mean", "sum" or "none".

    Example:
        >>> BetaNLLLoss()
        BetaNLLLoss()
    """

    def __init__(self, *, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.reduction = common.check_reduction(reduction)

    def forward(self, parameters: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `beta_nll`."""
        return beta_nll(parameters, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The predicted mean share, shape (*): the sigmoid of the first parameter."""
        return torch.sigmoid(output[..., 0])
