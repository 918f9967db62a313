"""The negative log-likelihood of a Poisson count."""

import math
from collections.abc import Sequence
from typing import Unpack, final

import torch
from torch import Tensor
from torch.nn.functional import poisson_nll_loss as poisson_nll_of_torch

from rightloss.losses import _common as common
from rightloss.losses import _heads as heads
from rightloss.losses._factors import ReduceOptions
from rightloss.losses._fused import beside
from rightloss.losses._module import LossModule


def poisson_nll_loss(
    input: Tensor,
    target: Tensor,
    log_input: bool = True,
    full: bool = False,
    size_average: None = None,
    eps: float = 1e-8,
    reduce: None = None,
    reduction: common.Reduction = "mean",
    *,
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Minus the log-probability of a count under a Poisson distribution, without the constant ln y!.

    $\ell(x, y) = e^{x} - y x$ with $x = \ln \mu$, or $\mu - y \ln(\mu + \epsilon)$ where the rate itself is given

    Expects:
        `input`: the logarithm of the rate, unbounded, or with log_input=False the rate itself, 0 or more;
        floating-point, shape (*). `target`: counts, 0 or more, of any dtype, of the same shape. Broadcasting is
        refused.

    Args:
        input: log-rates, or rates.
        target: counts.
        log_input: whether `input` is the logarithm of the rate.
        full: whether to add Stirling's approximation of ln y! for targets above 1.
        size_average: deprecated in PyTorch; only None is taken.
        eps: added to the rate before its logarithm; with log_input=True it has no effect.
        reduce: deprecated in PyTorch; only None is taken.
        reduction: "mean", "sum" or "none".
        mask: bool, shape (*); False leaves an element out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept elements.

    Returns:
        float32 (float64 where an argument is): a scalar, or shape (*) for "none". The mean is 0 where nothing is kept.

    Raises:
        ValueError: shapes differ, `input` is not floating-point, a count or rate is below 0 (looked at on the CPU
            only), or an option is not one of those above.

    Equals:
        Half the Poisson deviance, up to a constant that depends on the target alone; the limit of the negative
        binomial NLL without over-dispersion, up to the same.

    Example:
        >>> import torch
        >>> poisson_nll_loss(torch.tensor([0.0, 1.0]), torch.tensor([0.0, 3.0]), reduction="none")
        tensor([ 1.0000, -0.2817])

    Reference:
        McCullagh, P. and Nelder, J. A. (1989). Generalized Linear Models. isbn:978-0-412-31760-6
    """
    common.check_deprecated(size_average, reduce)
    common.check_floating("input", input)
    common.check_same_shape("input", input, target)
    heads.check_target(target, mask, 0.0, "a count must be 0 or more")
    x, y = common.blank(common.full_precision(input), mask), common.blank(common.full_precision(target), mask)
    if not log_input:
        _check_rate(x)
    options: ReduceOptions = {"mask": mask, "sample_weight": sample_weight, "denominator": denominator}
    return _POISSON(x, {"target": y}, reduction, options, log_input=log_input, full=full, eps=eps)


def _check_rate(rate: Tensor) -> None:
    if common.values_are_at_hand(rate) and bool((rate < 0).any()):
        worst = rate.min().item()
        raise ValueError(f"got input with the value {worst:g}; a rate must be 0 or more: with log_input=False, use exp")


def _with_slope(
    slope: Tensor, spare: Sequence[Tensor], x: Tensor, y: Tensor, log_input: bool, full: bool, eps: float
) -> Tensor:
    value = spare[0]
    if log_input:
        torch.addcmul(torch.exp(x, out=slope), x, y, value=-1, out=value)
        slope.sub_(y)
    else:
        rate = torch.add(x, eps, out=slope)
        torch.addcmul(x, torch.log(rate, out=value), y, value=-1, out=value)
        torch.div(y, rate, out=slope).neg_().add_(1)
    return value.add_(_stirling(y)) if full else value


def _stirling(y: Tensor) -> Tensor:
    """Stirling's approximation of ln y! for y above 1, and 0 elsewhere."""
    large = torch.where(y > 1, y, torch.full_like(y, 2))
    approximation = large * large.log() - large + 0.5 * torch.log(2 * math.pi * large)
    return torch.where(y > 1, approximation, torch.zeros_like(y))


_POISSON = beside("poisson-nll", poisson_nll_of_torch, _with_slope, 1 << 14)


@final
class PoissonNLLLoss(LossModule):
    """The module of `poisson_nll_loss`, a drop-in for torch.nn.PoissonNLLLoss.

    Args:
        log_input: whether the input is the logarithm of the rate.
        full: whether to add Stirling's approximation of ln y! for targets above 1.
        size_average: deprecated in PyTorch; only None is taken.
        eps: added to the rate before its logarithm; with log_input=True it has no effect.
        reduce: deprecated in PyTorch; only None is taken.
        reduction: "mean", "sum" or "none".

    Example:
        >>> PoissonNLLLoss(full=True)
        PoissonNLLLoss(full=True)
    """

    def __init__(
        self,
        log_input: bool = True,
        full: bool = False,
        size_average: None = None,
        eps: float = 1e-8,
        reduce: None = None,
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        common.check_deprecated(size_average, reduce)
        self.size_average = self.reduce = None
        self.log_input = log_input
        self.full = full
        self.eps = eps
        self.reduction = common.check_reduction(reduction)

    def forward(self, log_input: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `poisson_nll_loss`."""
        return poisson_nll_loss(log_input, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The predicted mean count, in the shape of `output`."""
        return torch.exp(output) if self.log_input else output
