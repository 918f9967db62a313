"""The absolute error with its tip smoothed by a hyperbola."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.regression import _pairs as pairs


def charbonnier_loss(
    input: Tensor,
    target: Tensor,
    *,
    eps: float = 1e-3,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""The length of (error, eps): the absolute error, with a smooth tip of width eps.

    $\ell(x, y) = \sqrt{(x - y)^2 + \epsilon^2}$

    Expects:
        `input` and `target` in the units of the target, floating-point, of equal shape (*). Broadcasting is refused.

    Args:
        input: predictions, in the units of the target, shape (*).
        target: what was observed, shape (*).
        eps: the width of the tip, in the units of the target, and the value at error 0; above 0.
        reduction: "mean", "sum" or "none".
        mask: bool, shape (*); False leaves an element out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept elements.

    Returns:
        float32 (float64 where an argument is): a scalar, or shape (*) for "none". The mean is 0 where nothing is
        kept.

    Raises:
        ValueError: shapes differ, a dtype is not floating-point, eps is not above 0, or an option is not one of those
            above.

    Equals:
        The L1 loss in the limit of a small eps; eps times one more than the general robust loss with alpha = 1 and
        scale = eps.

    Example:
        >>> import torch
        >>> charbonnier_loss(torch.tensor([0.0, 3.0]), torch.zeros(2), eps=4.0, reduction="none")
        tensor([4., 5.])

    Reference:
        Barron, J. T. (2019). A General and Adaptive Robust Loss Function. arXiv:1701.03077
    """
    pairs.check_scale("eps", eps)
    x, y = pairs.prepared("input", input, target, mask)
    values = torch.hypot(x - y, torch.full_like(x, eps))
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


@final
class CharbonnierLoss(LossModule):
    """The module of `charbonnier_loss`.

    Args:
        eps: the width of the tip, in the units of the target, and the value at error 0; above 0.
        reduction: "mean", "sum" or "none".

    Example:
        >>> CharbonnierLoss(eps=0.01)
        CharbonnierLoss(eps=0.01)
    """

    def __init__(self, *, eps: float = 1e-3, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        pairs.check_scale("eps", eps)
        self.eps = eps
        self.reduction = common.check_reduction(reduction)

    def forward(self, input: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `charbonnier_loss`."""
        return charbonnier_loss(input, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The output itself: it is a prediction in the units of the target."""
        return output
