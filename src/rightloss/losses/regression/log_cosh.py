"""The logarithm of the hyperbolic cosine of the error."""

from collections.abc import Sequence
from typing import Unpack, final

import torch
from torch import Tensor
from torch.nn.functional import softshrink

from rightloss.losses import _common as common
from rightloss.losses._factors import ReduceOptions
from rightloss.losses._fused import fused
from rightloss.losses._module import LossModule
from rightloss.losses.regression import _pairs as pairs

_LINEAR = 20.0  # ln cosh is the absolute error less ln 2 from here on, up to exp(-40)


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
    options: ReduceOptions = {"mask": mask, "sample_weight": sample_weight, "denominator": denominator}
    return _LOG_COSH(x, {"target": y}, reduction, options)


def _values(x: Tensor, y: Tensor) -> Tensor:
    """ln(1 + sinh^2) / 2, which has all digits near 0 too; far out, as much more as the absolute error grows."""
    error = x - y
    near = error.clamp(-_LINEAR, _LINEAR)
    return torch.log1p(torch.sinh(near).square()) / 2 + (error.abs() - near.abs())


def _with_slope(slope: Tensor, spare: Sequence[Tensor], x: Tensor, y: Tensor) -> Tensor:
    """The slope is tanh: sinh / sqrt(1 + sinh^2)."""
    values, square, beyond = *spare[:2], None
    sinh = torch.sub(x, y, out=slope)
    if not common.is_within(sinh, -_LINEAR, _LINEAR):
        beyond = softshrink(sinh, _LINEAR).abs_()
        sinh.clamp_(-_LINEAR, _LINEAR)
    torch.mul(sinh.sinh_(), sinh, out=square)
    torch.log1p(square, out=values).mul_(0.5)
    sinh.mul_(square.add_(1).rsqrt_())
    return values if beyond is None else values.add_(beyond)


_LOG_COSH = fused("log-cosh", _values, _with_slope)


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
