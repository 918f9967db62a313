"""The absolute error as a share of the target."""

from collections.abc import Sequence
from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._factors import ReduceOptions
from rightloss.losses._fused import fused
from rightloss.losses._module import LossModule
from rightloss.losses.regression import _pairs as pairs


def mape_loss(
    input: Tensor,
    target: Tensor,
    *,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""The absolute error divided by the size of the target.

    $\ell(x, y) = |x - y| / |y|$

    Expects:
        `input` and `target` in the units of the target, floating-point, of equal shape (*). Broadcasting is refused.

    Args:
        input: predictions.
        target: what was observed, not 0.
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
        The L1 loss weighted by 1/|y|.

    Example:
        >>> import torch
        >>> mape_loss(torch.tensor([90.0, 2.0]), torch.tensor([100.0, 1.0]), reduction="none")
        tensor([0.1000, 1.0000])

    Reference:
        Gneiting, T. (2011). Making and Evaluating Point Forecasts. doi:10.1198/jasa.2011.r10138
    """
    x, y = pairs.prepared("input", input, target, mask, filler=1.0)
    _check_zeros(target, mask)
    options: ReduceOptions = {"mask": mask, "sample_weight": sample_weight, "denominator": denominator}
    return _MAPE(x, {"target": y}, reduction, options)


def _values(x: Tensor, y: Tensor) -> Tensor:
    return ((x - y) / y).abs()


def _with_slope(slope: Tensor, spare: Sequence[Tensor], x: Tensor, y: Tensor) -> Tensor:
    share = torch.sub(x, y, out=slope).div_(y)
    value = torch.abs(share, out=spare[0])
    share.sign_().div_(y)
    return value


_MAPE = fused("mape", _values, _with_slope, pays_from=1 << 15)


def _check_zeros(target: Tensor, mask: Tensor | None) -> None:
    if common.values_are_at_hand(target) and bool(common.blank(target == 0, mask).any()):
        raise ValueError("got target with the value 0, where a percentage is not defined; mask these, or use l1_loss")


@final
class MAPELoss(LossModule):
    """The module of `mape_loss`.

    Args:
        reduction: "mean", "sum" or "none".

    Example:
        >>> MAPELoss()
        MAPELoss()
    """

    def __init__(self, *, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.reduction = common.check_reduction(reduction)

    def forward(self, input: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `mape_loss`."""
        return mape_loss(input, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The output itself: it is a prediction in the units of the target."""
        return output
