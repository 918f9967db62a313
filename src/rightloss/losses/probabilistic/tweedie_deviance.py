"""The deviance of a compound Poisson-gamma (Tweedie) distribution."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _heads as heads
from rightloss.losses._module import LossModule


def tweedie_deviance(
    log_mean: Tensor,
    target: Tensor,
    *,
    power: float = 1.5,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""The unit deviance of a Tweedie distribution with a power between 1 and 2: amounts that can be exactly zero.

    $\ell(x, y) = 2 \left(\frac{y^{2-p}}{(1-p)(2-p)}
    - \frac{y \mu^{1-p}}{1-p} + \frac{\mu^{2-p}}{2-p}\right), \mu = e^x$

    Expects:
        `log_mean` is unbounded; `target` is in the units of the mean. Equal shape (*), floating-point.

    Args:
        log_mean: logarithms of the predicted means, unbounded.
        target: what was observed, 0 or more.
        power: the power of the mean that the variance follows, between 1 and 2
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
        sklearn.metrics.mean_tweedie_deviance of the target and exp(log_mean) with the same power.

    Example:
        >>> import torch
        >>> tweedie_deviance(torch.tensor([0.0, 0.0]), torch.tensor([0.0, 1.0]), reduction="none")
        tensor([4., 0.])

    Reference:
        Jorgensen, B. (1987). Exponential Dispersion Models. doi:10.1111/j.2517-6161.1987.tb01685.x
    """
    common.check_floating("log_mean", log_mean)
    common.check_floating("target", target)
    common.check_same_shape("log_mean", log_mean, target)
    if not 1 < power < 2:
        raise ValueError(f"got power={power!r}; it must be between 1 (poisson_nll_loss) and 2 (gamma_deviance)")
    heads.check_target(target, mask, 0.0, "it must be 0 or more")
    y = common.blank(common.full_precision(target), mask)
    x = common.blank(common.full_precision(log_mean), mask)
    a, b = 1 - power, 2 - power
    values = 2 * (y**b / (a * b) - y * torch.exp(a * x) / a + torch.exp(b * x) / b)
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


@final
class TweedieDevianceLoss(LossModule):
    """The module of `tweedie_deviance`.

    Args:
        power: the power of the mean that the variance follows, between 1 and 2
        reduction: "mean", "sum" or "none".

    Example:
        >>> TweedieDevianceLoss(power=1.3)
        TweedieDevianceLoss(power=1.3)
    """

    def __init__(self, *, power: float = 1.5, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.power = power
        self.reduction = common.check_reduction(reduction)

    def forward(self, log_mean: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `tweedie_deviance`."""
        return tweedie_deviance(log_mean, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The predicted mean: the exponential of the output."""
        return torch.exp(output)
