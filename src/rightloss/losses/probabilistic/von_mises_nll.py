"""The negative log-likelihood of an angle under a von Mises distribution."""

import math
from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _heads as heads
from rightloss.losses._module import LossModule


def von_mises_nll(
    direction: Tensor,
    target: Tensor,
    *,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Minus the log-density of an angle; the length of the predicted direction is the concentration.

    $\ell(v, y) = \ln I_0(|v|) + \ln 2\pi - v \cdot (\cos y, \sin y)$

    Expects:
        `direction` of shape (*, 2), unbounded. `target` of shape (*), angles in radians; a full turn more or less is
        the same angle.

    Args:
        direction: a point (cos part, sin part), in the last dimension, unbounded; shape (*, 2).
        target: angles in radians.
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
        Minus torch.distributions.VonMises(atan2(v), |v|).log_prob(target).

    Example:
        >>> import torch
        >>> von_mises_nll(torch.zeros(1, 2), torch.tensor([0.0]))
        tensor(1.8379)

    Reference:
        Mardia, K. V. and Jupp, P. E. (2000). Directional Statistics. doi:10.1002/9780470316979
    """
    cosine, sine = heads.unpack(direction, target, "cosine sine", mask)
    y = common.blank(common.full_precision(target), mask)
    length = torch.sqrt(cosine.square() + sine.square() + 1e-24)
    # ln I0(k) = ln(i0e(k)) + k, without overflow; the two large terms are subtracted before the small one is added.
    missed = length - (cosine * torch.cos(y) + sine * torch.sin(y))
    values = torch.special.i0e(length).log() + math.log(2 * math.pi) + missed
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


@final
class VonMisesNLLLoss(LossModule):
    """The module of `von_mises_nll`.

    Args:
        reduction: "mean", "sum" or "none".

    Example:
        >>> VonMisesNLLLoss()
        VonMisesNLLLoss()
    """

    def __init__(self, *, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.reduction = common.check_reduction(reduction)

    def forward(self, direction: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `von_mises_nll`."""
        return von_mises_nll(direction, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The predicted angle in radians, in (-pi, pi], shape (*)."""
        return torch.atan2(output[..., 1], output[..., 0])
