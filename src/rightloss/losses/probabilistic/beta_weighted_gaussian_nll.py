"""The Gaussian likelihood, each row weighted by a power of its predicted variance."""

import math
from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _heads as heads
from rightloss.losses._module import LossModule


def beta_weighted_gaussian_nll(
    parameters: Tensor,
    target: Tensor,
    *,
    beta: float = 0.5,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""The Gaussian NLL times the predicted variance to the power beta, so that hard points are not neglected.

    $\ell = \lfloor e^{\beta x_2} \rfloor (x_2 + (y - x_1)^2 e^{-x_2}) / 2$

    Expects:
        `parameters` of shape (*, 2), unbounded: mean and log variance. `target` of shape (*), floating-point.

    Args:
        parameters: mean and log variance, in the last dimension, all unbounded; shape (*, 2).
        target: what was observed.
        beta: 0 is the plain likelihood, 1 weights errors as the squared error does
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
        gaussian_log_variance_nll at beta 0.

    Example:
        >>> import torch
        >>> beta_weighted_gaussian_nll(torch.zeros(1, 2), torch.tensor([0.0]))
        tensor(0.9189)

    Reference:
        Seitzer, M. et al. (2022). On the Pitfalls of Heteroscedastic Uncertainty Estimation with Probabilistic Neural
        Networks. arXiv:2203.09168
    """
    if not 0 <= beta <= 1:
        raise ValueError(f"got beta={beta!r}; it must be between 0 and 1")
    mean, log_variance = heads.unpack(parameters, target, "mean log_variance", mask)
    error = common.blank(common.full_precision(target), mask) - mean
    values = 0.5 * (log_variance + error.square() * torch.exp(-log_variance) + math.log(2 * math.pi))
    # The weight is a constant: no gradient goes through it.
    values = values * torch.exp(beta * log_variance).detach()
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


@final
class BetaWeightedGaussianNLLLoss(LossModule):
    """The module of `beta_weighted_gaussian_nll`.

    Args:
        beta: 0 is the plain likelihood, 1 weights errors as the squared error does
        reduction: "mean", "sum" or "none".

    Example:
        >>> BetaWeightedGaussianNLLLoss(beta=1.0)
        BetaWeightedGaussianNLLLoss(beta=1.0)
    """

    def __init__(self, *, beta: float = 0.5, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.beta = beta
        self.reduction = common.check_reduction(reduction)

    def forward(self, parameters: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `beta_weighted_gaussian_nll`."""
        return beta_weighted_gaussian_nll(parameters, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The predicted mean, shape (*): the first parameter."""
        return output[..., 0]
