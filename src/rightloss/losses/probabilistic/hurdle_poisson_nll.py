"""The hurdle likelihood of a Poisson count."""

from typing import Unpack, final

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

from rightloss.losses import _common as common
from rightloss.losses import _heads as heads
from rightloss.losses._counts import log_not_zero, poisson_log_prob
from rightloss.losses._module import LossModule


def hurdle_poisson_nll(
    parameters: Tensor,
    target: Tensor,
    *,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Minus the log-probability of a count: a coin for zero or not, and a Poisson distribution without its zero else.

    $\ell = -\ln \pi \text{ for } y = 0, \quad -\ln(1 - \pi) - \ln \frac{\mathrm{Poisson}(y; \lambda)}{1 -
    e^{-\lambda}} \text{ else}$

    Expects:
        `parameters` of shape (*, 2), unbounded: the logit of a zero and the log rate. `target` of shape (*).

    Args:
        parameters: the logit of a zero and the log rate, in the last dimension, both unbounded; shape (*, 2).
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
        Binary cross-entropy of "is it zero?" plus the Poisson NLL of the positive counts, given that they are not 0.

    Example:
        >>> import torch
        >>> hurdle_poisson_nll(torch.zeros(2, 2), torch.tensor([0.0, 1.0]), reduction="none")
        tensor([0.6931, 1.2345])

    Reference:
        Cameron, A. C. and Trivedi, P. K. (2013). Regression Analysis of Count Data. isbn:978-1-107-66727-3
    """
    heads.check_target(target, mask, 0.0, "a count must be 0 or more")
    zero, log_rate = heads.unpack(parameters, target, "zero_logit log_rate", mask)
    y = common.blank(common.full_precision(target), mask)
    positive = torch.where(y > 0, y, torch.ones_like(y))
    counted = poisson_log_prob(positive, log_rate) - log_not_zero(log_rate)
    values = -torch.where(y > 0, logsigmoid(-zero) + counted, logsigmoid(zero))
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


@final
class HurdlePoissonNLLLoss(LossModule):
    """The module of `hurdle_poisson_nll`.

    Args:
        reduction: "mean", "sum" or "none".

    Example:
        >>> HurdlePoissonNLLLoss()
        HurdlePoissonNLLLoss()
    """

    def __init__(self, *, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.reduction = common.check_reduction(reduction)

    def forward(self, parameters: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `hurdle_poisson_nll`."""
        return hurdle_poisson_nll(parameters, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The predicted mean, shape (*): that of the positive counts times the probability of one."""
        log_rate = output[..., 1]
        return torch.exp(log_rate - log_not_zero(log_rate)) * torch.sigmoid(-output[..., 0])
