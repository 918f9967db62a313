"""The squared error of log(1 + y)."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _heads as heads
from rightloss.losses._module import LossModule


def msle_loss(
    log_prediction: Tensor,
    target: Tensor,
    *,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""The squared error of log(1 + y); undone with expm1, it predicts near the median.

    $\ell(x, y) = (x - \ln(1 + y))^2$

    Expects:
        `log_prediction` predicts log(1 + y) and is unbounded; `target` is y itself, above -1. Equal shape (*),
        floating-point.

    Args:
        log_prediction: predictions of log(1 + y), unbounded.
        target: what was observed, above -1.
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
        The squared error between log_prediction and log1p(target).

    Example:
        >>> import torch
        >>> msle_loss(torch.tensor([0.0, 1.0]), torch.tensor([0.0, 0.0]))
        tensor(0.5000)

    Reference:
        Gneiting, T. (2011). Making and Evaluating Point Forecasts. doi:10.1198/jasa.2011.r10138
    """
    common.check_floating("log_prediction", log_prediction)
    common.check_floating("target", target)
    common.check_same_shape("log_prediction", log_prediction, target)
    heads.check_target(target, mask, -1.0, "it must be above -1, or log(1 + y) is not defined", open_low=True)
    error = (
        common.blank(common.full_precision(log_prediction), mask)
        - common.blank(common.full_precision(target), mask).log1p()
    )
    return common.reduce(error.square(), reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


@final
class MSLELoss(LossModule):
    """The module of `msle_loss`.

    Args:
        reduction: "mean", "sum" or "none".

    Example:
        >>> MSLELoss()
        MSLELoss()
    """

    def __init__(self, *, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.reduction = common.check_reduction(reduction)

    def forward(self, log_prediction: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `msle_loss`."""
        return msle_loss(log_prediction, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The prediction in the units of the target: expm1 of the output."""
        return torch.expm1(output)
