"""The negative log-likelihood of a count that is zero for two reasons."""

from typing import Unpack, final

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

from rightloss.losses import _common as common
from rightloss.losses import _heads as heads
from rightloss.losses._module import LossModule
from rightloss.losses.probabilistic.negative_binomial_nll import negative_binomial_log_prob


def zero_inflated_negative_binomial_nll(
    parameters: Tensor,
    target: Tensor,
    *,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Minus the log-probability of a count that is 0 with a probability of its own, and negative binomial else.

    $\ell = -\ln(\pi 1[y = 0] + (1 - \pi) \mathrm{NB}(y))$

    Expects:
        `parameters` of shape (*, 3), unbounded: log mean, log dispersion and the logit of a zero of its own. `target`
        of shape (*), floating-point.

    Args:
        parameters: log mean, log dispersion and the logit of a zero of its own, in the last dimension, all
            unbounded; shape (*, 3).
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
        The negative binomial NLL in the limit of a large negative third parameter.

    Example:
        >>> import torch
        >>> zero_inflated_negative_binomial_nll(torch.zeros(2, 3), torch.tensor([0.0, 1.0]), reduction="none")
        tensor([0.2877, 2.0794])

    Reference:
        Lambert, D. (1992). Zero-Inflated Poisson Regression. doi:10.2307/1269547
    """
    heads.check_target(target, mask, 0.0, "a count must be 0 or more")
    log_mean, log_alpha, zero = heads.unpack(parameters, target, "log_mean log_dispersion zero_logit", mask)
    y = common.blank(common.full_precision(target), mask)
    counted = logsigmoid(-zero) + negative_binomial_log_prob(y, log_mean, log_alpha)
    values = -torch.where(y == 0, torch.logaddexp(logsigmoid(zero), counted), counted)
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


@final
class ZeroInflatedNegativeBinomialNLLLoss(LossModule):
    """The module of `zero_inflated_negative_binomial_nll`.

    Args:
        reduction: "mean", "sum" or "none".

    Example:
        >>> ZeroInflatedNegativeBinomialNLLLoss()
        ZeroInflatedNegativeBinomialNLLLoss()
    """

    def __init__(self, *, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.reduction = common.check_reduction(reduction)

    def forward(self, parameters: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `zero_inflated_negative_binomial_nll`."""
        return zero_inflated_negative_binomial_nll(parameters, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The predicted mean, shape (*): the mean of the counts times the probability of counting."""
        return torch.exp(output[..., 0]) * torch.sigmoid(-output[..., 2])
