"""The logarithm of the hyperbolic cosine of the error."""

import math
from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.regression import _pairs as pairs


def log_cosh_loss(
    input: Tensor,
    target: Tensor,
    *,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Half the squared error near 0, the absolute error less ln 2 far out, and smooth everywhere.

    $\ell(x, y) = \ln \cosh(x - y)$

    Expects:
        `input` and `target` in the units of the target, floating-point, of equal shape (*). Broadcasting is refused.

    Args:
        input: predictions, in the units of the target, shape (*).
        target: what was observed, shape (*).
        reduction: "mean", "sum" or "none".
        mask: bool, shape (*); False leaves an element out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept elements.

    Returns:
        float32 (float64 where an argument is): a scalar, or shape (*) for "none". The mean is 0 where nothing is
        kept.

    Raises:
        ValueError: shapes differ, a dtype is not floating-point, or an option is not one of those above.

    Equals:
        Half the squared error for small errors, the absolute error less ln 2 for large ones; its gradient is tanh of
        the error.

    Example:
        >>> import torch
        >>> log_cosh_loss(torch.tensor([0.001, 3.0]), torch.zeros(2), reduction="none")
        tensor([5.0000e-07, 2.3093e+00])

    Reference:
        Chen, P., Chen, G. and Zhang, S. (2019). Log Hyperbolic Cosine Loss Improves Variational Auto-Encoder.
        openreview:rkglvsC9Ym
    """
    x, y = pairs.prepared("input", input, target, mask)
    values = _log_cosh(x - y)
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


def _log_cosh(error: Tensor) -> Tensor:
    """ln cosh: through sinh near 0, where its own value is lost in the rounding of 1; through exp elsewhere."""
    size = error.abs()
    is_small = size < 1
    near = torch.log1p(2 * torch.sinh(torch.where(is_small, error, torch.zeros_like(error)) / 2).square())
    far = torch.where(is_small, torch.ones_like(size), size)
    return torch.where(is_small, near, far + torch.log1p(torch.exp(-2 * far)) - math.log(2))


@final
class LogCoshLoss(LossModule):
    """The module of `log_cosh_loss`.

    Args:
        reduction: "mean", "sum" or "none".

    Example:
        >>> LogCoshLoss(reduction="sum")
        LogCoshLoss(reduction='sum')
    """

    def __init__(self, *, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.reduction = common.check_reduction(reduction)

    def forward(self, input: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `log_cosh_loss`."""
        return log_cosh_loss(input, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The output itself: it is a prediction in the units of the target."""
        return output
