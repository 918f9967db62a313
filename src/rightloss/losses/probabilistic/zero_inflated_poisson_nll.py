"""The zero-inflated Poisson likelihood."""

from typing import Unpack, final

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

from rightloss.losses import _common as common
from rightloss.losses import _heads as heads
from rightloss.losses._counts import poisson_log_prob
from rightloss.losses._module import LossModule


def zero_inflated_poisson_nll(
    parameters: Tensor,
    target: Tensor,
    *,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Minus the log-probability of a count that is 0 with a probability of its own, and Poisson else.

    $\ell = -\ln(\pi 1[y = 0] + (1 - \pi) \mathrm{Poisson}(y; e^{x_1})), \quad \pi = \sigma(x_2)$

    Expects:
        `parameters` of shape (*, 2), unbounded: log rate and the logit of a zero of its own. `target` of shape (*).

    Args:
        parameters: log rate and the logit of a zero of its own, in the last dimension, both unbounded; shape (*, 2).
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
        The Poisson NLL with its constant ln y! in the limit of a large negative second parameter.

    Example:
        >>> import torch
        >>> zero_inflated_poisson_nll(torch.zeros(2, 2), torch.tensor([0.0, 1.0]), reduction="none")
        tensor([0.3799, 1.6931])

    Reference:
        Lambert, D. (1992). Zero-Inflated Poisson Regression, with an Application to Defects in Manufacturing.
        doi:10.2307/1269547
    """
    heads.check_target(target, mask, 0.0, "a count must be 0 or more")
    log_rate, zero = heads.unpack(parameters, target, "log_rate zero_logit", mask)
    y = common.blank(common.full_precision(target), mask)
    counted = logsigmoid(-zero) + poisson_log_prob(y, log_rate)
    values = -torch.where(y == 0, torch.logaddexp(logsigmoid(zero), counted), counted)
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


@final
class ZeroInflatedPoissonNLLLoss(LossModule):
    """The module of `zero_inflated_poisson_nll`.

    Args:
        reduction: "mean", "sum" or "none".

    Example:
        >>> ZeroInflatedPoissonNLLLoss()
        ZeroInflatedPoissonNLLLoss()
    """

    def __init__(self, *, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.reduction = common.check_reduction(reduction)

    def forward(self, parameters: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `zero_inflated_poisson_nll`."""
        return zero_inflated_poisson_nll(parameters, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The predicted mean, shape (*): the rate times the probability of counting."""
        return torch.exp(output[..., 0]) * torch.sigmoid(-output[..., 1])
