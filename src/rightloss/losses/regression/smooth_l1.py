"""The absolute error with a rounded tip."""

from typing import Unpack, final

from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._factors import ReduceOptions
from rightloss.losses._module import LossModule
from rightloss.losses.regression import _pairs as pairs


def smooth_l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: None = None,
    reduce: None = None,
    reduction: common.Reduction = "mean",
    beta: float = 1.0,
    *,
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""The size of the error, with its tip rounded off by a parabola of half-width beta.

    $\ell(x, y) = (x - y)^2 / 2 \beta$ where $|x - y| < \beta$, and $|x - y| - \beta / 2$ elsewhere

    Expects:
        `input` and `target` in the units of the target, floating-point, of equal shape (*). Broadcasting is refused.

    Args:
        input: predictions.
        target: what was observed.
        size_average: deprecated in PyTorch; only None is taken.
        reduce: deprecated in PyTorch; only None is taken.
        reduction: "mean", "sum" or "none".
        beta: the error at which the loss turns from quadratic to linear, in the units of the target; 0 gives L1.
        mask: bool, shape (*); False leaves an element out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept elements.

    Returns:
        float32 (float64 where an argument is): a scalar, or shape (*) for "none". The mean is 0 where nothing is kept.

    Raises:
        ValueError: shapes differ, a dtype is not floating-point, beta is below 0, or an option is not one of those
            above.

    Equals:
        The Huber loss with delta = beta, divided by beta; the L1 loss at beta = 0.

    Example:
        >>> import torch
        >>> smooth_l1_loss(torch.tensor([0.5, 3.0]), torch.tensor([0.0, 0.0]), reduction="none")
        tensor([0.1250, 2.5000])

    Reference:
        Girshick, R. (2015). Fast R-CNN. arXiv:1504.08083
    """
    common.check_deprecated(size_average, reduce)
    pairs.check_scale("beta", beta, zero=True)
    x, y = pairs.prepared("input", input, target, mask)
    options: ReduceOptions = {"mask": mask, "sample_weight": sample_weight, "denominator": denominator}
    return pairs.reduced(pairs.SMOOTH_L1, x, y, beta, reduction=reduction, options=options)


@final
class SmoothL1Loss(LossModule):
    """The module of `smooth_l1_loss`, a drop-in for torch.nn.SmoothL1Loss.

    Args:
        size_average: deprecated in PyTorch; only None is taken.
        reduce: deprecated in PyTorch; only None is taken.
        reduction: "mean", "sum" or "none".
        beta: the error at which the loss turns from quadratic to linear, in the units of the target; 0 gives L1.

    Example:
        >>> SmoothL1Loss(beta=0.1)
        SmoothL1Loss(beta=0.1)
    """

    def __init__(
        self,
        size_average: None = None,
        reduce: None = None,
        reduction: common.Reduction = "mean",
        beta: float = 1.0,
    ) -> None:
        super().__init__()
        common.check_deprecated(size_average, reduce)
        pairs.check_scale("beta", beta, zero=True)
        self.size_average = self.reduce = None
        self.reduction = common.check_reduction(reduction)
        self.beta = beta

    def forward(self, input: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `smooth_l1_loss`."""
        return smooth_l1_loss(input, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The output itself: it is a prediction in the units of the target."""
        return output
