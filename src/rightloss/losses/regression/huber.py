"""The squared error near zero, the absolute error far out."""

from typing import Unpack, final

from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._factors import ReduceOptions
from rightloss.losses._module import LossModule
from rightloss.losses.regression import _pairs as pairs


def huber_loss(
    input: Tensor,
    target: Tensor,
    reduction: common.Reduction = "mean",
    delta: float = 1.0,
    weight: Tensor | None = None,
    *,
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Half the squared error up to delta and linear beyond it, so that outliers pull with a bounded force.

    $\ell(x, y) = (x - y)^2 / 2$ where $|x - y| < \delta$, and $\delta (|x - y| - \delta / 2)$ elsewhere

    Expects:
        `input` and `target` in the units of the target, floating-point, of equal shape (*). Broadcasting is refused.

    Args:
        input: predictions.
        target: what was observed.
        reduction: "mean", "sum" or "none".
        delta: the error at which the loss turns from quadratic to linear, in the units of the target; above 0.
        weight: a factor per element, shape (*). As in PyTorch, and unlike that of `mse_loss`, it leaves the
            denominator of the mean at the number of elements.
        mask: bool, shape (*); False leaves an element out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept elements.

    Returns:
        float32 (float64 where an argument is): a scalar, or shape (*) for "none". The mean is 0 where nothing is kept.

    Raises:
        ValueError: shapes differ, a dtype is not floating-point, delta is not above 0, or an option is not one of
            those above.

    Equals:
        Half the squared error in the limit of a large delta; delta times the L1 loss in that of a small one; delta
        times the smooth L1 loss with beta = delta.

    Example:
        >>> import torch
        >>> huber_loss(torch.tensor([0.5, 3.0]), torch.tensor([0.0, 0.0]), delta=2.0, reduction="none")
        tensor([0.1250, 4.0000])

    Reference:
        Huber, P. J. (1964). Robust Estimation of a Location Parameter. doi:10.1214/aoms/1177703732
    """
    pairs.check_scale("delta", delta)
    x, y = pairs.prepared("input", input, target, mask)
    options: ReduceOptions = {"mask": mask, "sample_weight": sample_weight, "denominator": denominator}
    return pairs.reduced(pairs.HUBER, x, y, delta, reduction=reduction, options=options, weight=weight)


@final
class HuberLoss(LossModule):
    """The module of `huber_loss`, a drop-in for torch.nn.HuberLoss.

    Args:
        reduction: "mean", "sum" or "none".
        delta: the error at which the loss turns from quadratic to linear, in the units of the target; above 0.

    Example:
        >>> HuberLoss(delta=0.5)
        HuberLoss(delta=0.5)
    """

    def __init__(self, reduction: common.Reduction = "mean", delta: float = 1.0) -> None:
        super().__init__()
        pairs.check_scale("delta", delta)
        self.reduction = common.check_reduction(reduction)
        self.delta = delta

    def forward(self, input: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `huber_loss`."""
        return huber_loss(input, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The output itself: it is a prediction in the units of the target."""
        return output
