"""The negative log-likelihood of a share under a Beta distribution."""

from typing import final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _heads as heads
from rightloss.losses._module import LossModule


def beta_nll(
    parameters: Tensor,
    target: Tensor,
    *,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
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
    precision = torch.exp(log_precision)
    a, b = precision * torch.sigmoid(logit), precision * torch.sigmoid(-logit)
    norm = torch.lgamma(precision) - torch.lgamma(a) - torch.lgamma(b)
    values = -(norm + (a - 1) * y.log() + (b - 1) * torch.log1p(-y))
    return common.reduce(values, reduction, mask=mask, denominator=denominator)


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

    def forward(
        self,
        parameters: Tensor,
        target: Tensor,
        *,
        mask: Tensor | None = None,
        denominator: Tensor | float | None = None,
    ) -> Tensor:
        """The loss; shapes and errors as in `beta_nll`."""
        return beta_nll(
            parameters,
            target,
            reduction=self.reduction,
            mask=mask,
            denominator=denominator,
        )

    def predict(self, output: Tensor) -> Tensor:
        """The predicted mean share, shape (*): the sigmoid of the first parameter."""
        return torch.sigmoid(output[..., 0])
