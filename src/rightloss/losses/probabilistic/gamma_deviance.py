"""The deviance of a gamma distribution."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _heads as heads
from rightloss.losses._module import LossModule


def gamma_deviance(
    log_mean: Tensor,
    target: Tensor,
    *,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""The unit deviance of a gamma distribution, for positive targets whose spread is proportional to their mean.

    $\ell(x, y) = 2 (y e^{-x} - 1 - \ln y + x)$

    Expects:
        `log_mean` is unbounded; `target` is in the units of the mean. Equal shape (*), floating-point.

    Args:
        log_mean: logarithms of the predicted means, unbounded.
        target: what was observed, above 0.
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
        sklearn.metrics.mean_gamma_deviance of the target and exp(log_mean); twice the negative log-likelihood of an
        exponential distribution, up to terms without log_mean.

    Example:
        >>> import torch
        >>> gamma_deviance(torch.tensor([0.0, 0.0]), torch.tensor([1.0, 2.0]), reduction="none")
        tensor([0.0000, 0.6137])

    Reference:
        McCullagh, P. and Nelder, J. A. (1989). Generalized Linear Models. isbn:0-412-31760-5
    """
    common.check_floating("log_mean", log_mean)
    common.check_floating("target", target)
    common.check_same_shape("log_mean", log_mean, target)
    heads.check_target(target, mask, 0.0, "it must be above 0; for zeros use tweedie_deviance", open_low=True)
    log_ratio = common.blank(common.full_precision(target), mask, 1.0).log() - common.blank(
        common.full_precision(log_mean), mask
    )
    values = 2 * (torch.expm1(log_ratio) - log_ratio)
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


@final
class GammaDevianceLoss(LossModule):
    """The module of `gamma_deviance`.

    Args:
        reduction: "mean", "sum" or "none".

    Example:
        >>> GammaDevianceLoss()
        GammaDevianceLoss()
    """

    def __init__(self, *, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.reduction = common.check_reduction(reduction)

    def forward(self, log_mean: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `gamma_deviance`."""
        return gamma_deviance(log_mean, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The predicted mean: the exponential of the output."""
        return torch.exp(output)
