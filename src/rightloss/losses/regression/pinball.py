"""The pinball loss of a quantile."""

from typing import Unpack, final

from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule


def pinball_loss(
    input: Tensor,
    target: Tensor,
    *,
    quantile: float = 0.5,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""The error, weighted by the quantile on one side and its complement on the other; it elicits the quantile.

    $\ell(x, y) = \max(q (y - x), (q - 1) (y - x))$

    Expects:
        `input` and `target` in the units of the target, floating-point, of equal shape (*). Broadcasting is refused.

    Args:
        input: predictions.
        target: what was observed.
        quantile: the quantile, between 0 and 1
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
        Half the L1 loss at quantile 0.5.

    Example:
        >>> import torch
        >>> pinball_loss(torch.tensor([1.0, 5.0]), torch.tensor([3.0, 4.0]), quantile=0.9, reduction="none")
        tensor([1.8000, 0.1000])

    Reference:
        Koenker, R. and Bassett, G. (1978). Regression Quantiles. doi:10.2307/1913643
    """
    common.check_floating("input", input)
    common.check_floating("target", target)
    common.check_same_shape("input", input, target)
    _check_quantile(quantile)
    error = common.blank(common.full_precision(input), mask) - common.blank(common.full_precision(target), mask)
    values = ((error > 0).to(error.dtype) - quantile) * error
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


def _check_quantile(quantile: float) -> None:
    if not 0 < quantile < 1:
        raise ValueError(f"got quantile={quantile!r}; it must be between 0 and 1, as 0.9 for the 90 % quantile")


@final
class PinballLoss(LossModule):
    """The module of `pinball_loss`.

    Args:
        quantile: the quantile, between 0 and 1
        reduction: "mean", "sum" or "none".

    Example:
        >>> PinballLoss(quantile=0.9)
        PinballLoss(quantile=0.9)
    """

    def __init__(self, *, quantile: float = 0.5, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        _check_quantile(quantile)
        self.quantile = quantile
        self.reduction = common.check_reduction(reduction)

    def forward(self, input: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `pinball_loss`."""
        return pinball_loss(input, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The output itself: it is a prediction in the units of the target."""
        return output
