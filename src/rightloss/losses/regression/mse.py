"""The squared error."""

from typing import Unpack, final

from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._factors import ReduceOptions
from rightloss.losses._module import LossModule
from rightloss.losses.regression import _pairs as pairs


def mse_loss(
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
    r"""The square of the error; its best constant prediction is the mean.

    $\ell(x, y) = (x - y)^2$

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
        Twice the Huber loss in the limit of a large delta; twice the negative log-likelihood of a normal
        distribution with variance 1, up to a constant.

    Example:
        >>> import torch
        >>> mse_loss(torch.tensor([1.0, 5.0]), torch.tensor([0.0, 2.0]))
        tensor(5.)

    Reference:
        Gneiting, T. (2011). Making and Evaluating Point Forecasts. doi:10.1198/jasa.2011.r10138
    """
    common.check_deprecated(size_average, reduce)
    x, y = pairs.prepared("input", input, target, mask)
    options: ReduceOptions = {"mask": mask, "sample_weight": sample_weight, "denominator": denominator}
    if weight is not None:
        options["counts"] = weight
    return pairs.reduced(pairs.MSE, x, y, reduction=reduction, options=options, weight=weight)


@final
class MSELoss(LossModule):
    """The module of `mse_loss`, a drop-in for torch.nn.MSELoss.

    Args:
        size_average: deprecated in PyTorch; only None is taken.
        reduce: deprecated in PyTorch; only None is taken.
        reduction: "mean", "sum" or "none".

    Example:
        >>> MSELoss(reduction="sum")
        MSELoss(reduction='sum')
    """

    def __init__(self, size_average: None = None, reduce: None = None, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        common.check_deprecated(size_average, reduce)
        self.size_average = self.reduce = None
        self.reduction = common.check_reduction(reduction)

    def forward(self, input: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `mse_loss`."""
        return mse_loss(input, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The output itself: it is a prediction in the units of the target."""
        return output
