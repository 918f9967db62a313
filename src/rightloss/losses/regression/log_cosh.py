"""The logarithm of the hyperbolic cosine of the error."""

from typing import Any, Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
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
    # A compiler fuses the operations, and cannot see into the other.
    values = _log_cosh(x - y) if torch.compiler.is_compiling() else _LogCosh.apply(x - y)  # type: ignore[no-untyped-call]
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


def _log_cosh(error: Tensor) -> Tensor:
    """ln(1 + sinh^2) / 2, which has all digits near 0 too; far out, as much more as the absolute error grows."""
    near = error.clamp(-_LINEAR, _LINEAR)
    return torch.log1p(torch.sinh(near).square()) / 2 + (error.abs() - near.abs())


class _LogCosh(torch.autograd.Function):
    """The same with its slope known: a third of the time of the graph of eight operations."""

    generate_vmap_rule = True

    @staticmethod
    def forward(error: Tensor) -> Tensor:
        return _log_cosh(error)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Tensor], output: Tensor) -> None:
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        (error,) = ctx.saved_tensors
        return gradients[0] * torch.tanh(error)


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
