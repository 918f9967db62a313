"""The negative log-likelihood of a Student's t distribution."""

import math
from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _heads as heads
from rightloss.losses._module import LossModule


def student_t_nll(
    parameters: Tensor,
    target: Tensor,
    *,
    dof: float = 4.0,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Minus the log-density of a Student's t distribution: a likelihood that large residuals do not ruin.

    $\ell = -\ln t_\nu((y - x_1) e^{-x_2}) + x_2$

    Expects:
        `parameters` of shape (*, 2), unbounded: location and log scale. `target` of shape (*), floating-point.

    Args:
        parameters: location and log scale, in the last dimension, all unbounded; shape (*, 2).
        target: what was observed.
        dof: degrees of freedom: the smaller, the heavier the tails
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
        Minus torch.distributions.StudentT(dof, location, exp(log_scale)).log_prob(target). The Gaussian likelihood in
        the limit of a large dof.

    Example:
        >>> import torch
        >>> student_t_nll(torch.zeros(1, 2), torch.tensor([0.0]))
        tensor(0.9808)

    Reference:
        Lange, K. L., Little, R. J. A. and Taylor, J. M. G. (1989). Robust Statistical Modeling Using the t
        Distribution.
        doi:10.2307/2290063
    """
    if not dof > 0:
        raise ValueError(f"got dof={dof!r}; it must be above 0")
    location, log_scale = heads.unpack(parameters, target, "location log_scale", mask)
    z = (common.blank(common.full_precision(target), mask) - location) * torch.exp(-log_scale)
    norm = math.lgamma(dof / 2) - math.lgamma((dof + 1) / 2) + 0.5 * math.log(dof * math.pi)
    values = norm + log_scale + (dof + 1) / 2 * torch.log1p(z.square() / dof)
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


@final
class StudentTNLLLoss(LossModule):
    """The module of `student_t_nll`.

    Args:
        dof: degrees of freedom: the smaller, the heavier the tails
        reduction: "mean", "sum" or "none".

    Example:
        >>> StudentTNLLLoss(dof=3.0)
        StudentTNLLLoss(dof=3.0)
    """

    def __init__(self, *, dof: float = 4.0, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.dof = dof
        self.reduction = common.check_reduction(reduction)

    def forward(self, parameters: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `student_t_nll`."""
        return student_t_nll(parameters, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The predicted location, shape (*): the first parameter."""
        return output[..., 0]
