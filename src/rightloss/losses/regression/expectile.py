"""The asymmetric squared error."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule


def expectile_loss(
    input: Tensor,
    target: Tensor,
    *,
    tau: float = 0.5,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""The squared error, weighted by tau on one side and its complement on the other; it elicits the expectile.

    $\ell(x, y) = |\tau - 1[y < x]| (y - x)^2$

    Expects:
        `input` and `target` in the units of the target, floating-point, of equal shape (*). Broadcasting is refused.

    Args:
        input: predictions.
        target: what was observed.
        tau: the level of the expectile, between 0 and 1
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
        Half the squared error at tau 0.5.

    Example:
        >>> import torch
        >>> expectile_loss(torch.tensor([1.0, 5.0]), torch.tensor([3.0, 4.0]), tau=0.9, reduction="none")
        tensor([3.6000, 0.1000])

    Reference:
        Newey, W. K. and Powell, J. L. (1987). Asymmetric Least Squares Estimation and Testing. doi:10.2307/1911031
    """
    common.check_floating("input", input)
    common.check_floating("target", target)
    common.check_same_shape("input", input, target)
    if not 0 < tau < 1:
        raise ValueError(f"got tau={tau!r}; it must be between 0 and 1")
    error = common.blank(common.full_precision(input), mask) - common.blank(common.full_precision(target), mask)
    square = error.square()
    values = torch.where(error > 0, (1 - tau) * square, tau * square)
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


@final
class ExpectileLoss(LossModule):
    """The module of `expectile_loss`.

    Args:
        tau: the level of the expectile, between 0 and 1
        reduction: "mean", "sum" or "none".

    Example:
        >>> ExpectileLoss(tau=0.9)
        ExpectileLoss(tau=0.9)
    """

    def __init__(self, *, tau: float = 0.5, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.tau = tau
        self.reduction = common.check_reduction(reduction)

    def forward(self, input: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `expectile_loss`."""
        return expectile_loss(input, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The output itself: it is a prediction in the units of the target."""
        return output
