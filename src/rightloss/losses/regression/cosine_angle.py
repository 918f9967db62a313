"""One minus the cosine of the error of an angle."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _heads as heads
from rightloss.losses._module import LossModule


def cosine_angle_loss(
    direction: Tensor,
    target: Tensor,
    *,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""One minus the cosine of the angle between the predicted direction and the true one.

    $\ell(v, y) = 1 - v \cdot (\cos y, \sin y) / |v|$

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
        Half the squared distance between the points of both angles on the unit circle.

    Example:
        >>> import torch
        >>> cosine_angle_loss(torch.tensor([[1.0, 0.0]]), torch.tensor([3.14159265]))
        tensor(2.)

    Reference:
        Mardia, K. V. and Jupp, P. E. (2000). Directional Statistics. doi:10.1002/9780470316979
    """
    cosine, sine = heads.unpack(direction, target, "cosine sine", mask)
    y = common.blank(common.full_precision(target), mask)
    # At the origin there is no direction: below a length of 0.001 the gradient stops growing.
    length = torch.sqrt((cosine.square() + sine.square()).clamp_min(1e-6))
    values = 1 - (cosine * torch.cos(y) + sine * torch.sin(y)) / length
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


@final
class CosineAngleLoss(LossModule):
    """The module of `cosine_angle_loss`.

    Args:
        reduction: "mean", "sum" or "none".

    Example:
        >>> CosineAngleLoss()
        CosineAngleLoss()
    """

    def __init__(self, *, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.reduction = common.check_reduction(reduction)

    def forward(self, direction: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `cosine_angle_loss`."""
        return cosine_angle_loss(direction, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The predicted angle in radians, in (-pi, pi], shape (*)."""
        return torch.atan2(output[..., 1], output[..., 0])
