"""The absolute error."""

from typing import Unpack, final

from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule


def l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: None = None,
    reduce: None = None,
    reduction: common.Reduction = "mean",
    weight: Tensor | None = None,
    *,
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""The size of the error; its best constant prediction is the median.

    $\ell(x, y) = |x - y|$

    Expects:
        `input` and `target` in the units of the target, floating-point, of equal shape (*). Broadcasting is refused.

    Args:
        input: predictions.
        target: what was observed.
        size_average: deprecated in PyTorch; only None is taken.
        reduce: deprecated in PyTorch; only None is taken.
        reduction: "mean", "sum" or "none".
        weight: a factor per element, shape (*); the mean divides by the sum of the factors.
        mask: bool, shape (*); False leaves an element out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number (or the weights) of the kept elements.

    Returns:
        float32 (float64 where an argument is): a scalar, or shape (*) for "none". The mean is 0 where nothing is kept.

    Raises:
        ValueError: shapes differ, a dtype is not floating-point, or an option is not one of those above.

    Equals:
        Twice the pinball loss at quantile 0.5; the limit of the Huber loss divided by delta, as delta goes to 0.

    Example:
        >>> import torch
        >>> l1_loss(torch.tensor([1.0, 5.0]), torch.tensor([0.0, 2.0]))
        tensor(2.)

    Reference:
        Gneiting, T. (2011). Making and Evaluating Point Forecasts. doi:10.1198/jasa.2011.r10138
    """
    common.check_deprecated(size_average, reduce)
    common.check_floating("input", input)
    common.check_floating("target", target)
    common.check_same_shape("input", input, target)
    errors = common.blank(common.full_precision(input), mask) - common.blank(common.full_precision(target), mask)
    values = common.times(errors.abs(), weight, mask)
    return common.reduce(
        values, reduction, mask=mask, counts=weight, sample_weight=sample_weight, denominator=denominator
    )


@final
class L1Loss(LossModule):
    """The module of `l1_loss`, a drop-in for torch.nn.L1Loss.

    Args:
        size_average: deprecated in PyTorch; only None is taken.
        reduce: deprecated in PyTorch; only None is taken.
        reduction: "mean", "sum" or "none".

    Example:
        >>> L1Loss(reduction="sum")
        L1Loss(reduction='sum')
    """

    def __init__(self, size_average: None = None, reduce: None = None, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        common.check_deprecated(size_average, reduce)
        self.size_average = self.reduce = None
        self.reduction = common.check_reduction(reduction)

    def forward(self, input: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `l1_loss`."""
        return l1_loss(input, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The output itself: it is a prediction in the units of the target."""
        return output
