"""The negative log-likelihood of a normal distribution whose variance is predicted."""

import math
from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule


def gaussian_nll_loss(
    input: Tensor,
    target: Tensor,
    var: Tensor | float,
    full: bool = False,
    eps: float = 1e-6,
    reduction: common.Reduction = "mean",
    *,
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Minus the log-density of a normal distribution of which mean and variance are predicted.

    $\ell(\mu, v, y) = (\ln \max(v, \epsilon) + (\mu - y)^2 / \max(v, \epsilon)) / 2$

    Prefer `gaussian_log_variance_nll` in new models: its second output is unbounded and needs no floor.

    Expects:
        `input` and `target` in the units of the target, floating-point, of equal shape (*). `var`: variances, 0 or
        more, of that shape, or one for all of a dimension: that dimension is 1, or the last one is left out; or one
        number for all. `target` is not broadcast.

    Args:
        input: predicted means.
        target: what was observed.
        var: predicted variances, not standard deviations.
        full: whether to add the constant ln(2 pi) / 2.
        eps: variances below it are replaced by it; their gradient is the one at eps.
        reduction: "mean", "sum" or "none".
        mask: bool, shape (*); False leaves an element out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept elements.

    Returns:
        float32 (float64 where an argument is): a scalar, or shape (*) for "none". The mean is 0 where nothing is kept.

    Raises:
        ValueError: shapes do not fit, a dtype is not floating-point, a variance is below 0 (looked at on the CPU
            only), or an option is not one of those above.

    Equals:
        Minus torch.distributions.Normal(input, var.sqrt()).log_prob(target) with full=True and variances above eps.

    Example:
        >>> import torch
        >>> gaussian_nll_loss(torch.tensor([1.0, 5.0]), torch.tensor([0.0, 2.0]), torch.tensor([1.0, 9.0]))
        tensor(1.0493)

    Reference:
        Nix, D. A. and Weigend, A. S. (1994). Estimating the Mean and Variance of the Target Probability
        Distribution. doi:10.1109/ICNN.1994.374138
    """
    common.check_floating("input", input)
    common.check_floating("target", target)
    common.check_same_shape("input", input, target)
    mean, y = common.blank(common.full_precision(input), mask), common.blank(common.full_precision(target), mask)
    variance = common.blank(_spread(var, mean), mask, 1.0)
    _check_variance(variance)
    if not common.is_within(variance, eps, torch.inf):
        # As in PyTorch: the floor changes the value, not the gradient.
        variance = torch.where(variance < eps, eps + (variance - variance.detach()), variance)
    values = 0.5 * (torch.log(variance) + (mean - y).square() / variance)
    if full:
        values = values + 0.5 * math.log(2 * math.pi)
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


def _spread(var: Tensor | float, mean: Tensor) -> Tensor:
    """One variance for each mean, from any of the forms that PyTorch takes."""
    if not isinstance(var, Tensor):
        return torch.full_like(mean, var, requires_grad=False)
    common.check_floating("var", var)
    given, wanted = tuple(var.shape), tuple(mean.shape)
    full = common.full_precision(var)
    if given == wanted:
        return full
    if given == wanted[:-1]:
        return full.unsqueeze(-1).expand(mean.shape)
    pairs = list(zip(given, wanted, strict=False))
    if len(given) == len(wanted) and [one for one, other in pairs if one != other] == [1]:
        return full.expand(mean.shape)
    raise ValueError(
        f"got var of shape {given} for input of shape {wanted}; it must be that shape, that shape with one dimension "
        "1 or without the last, or one number"
    )


def _check_variance(variance: Tensor) -> None:
    if common.values_are_at_hand(variance) and bool((variance < 0).any()):
        worst = variance.min().item()
        raise ValueError(f"got var with the value {worst:g}; a variance must be 0 or more: use softplus or exp")


@final
class GaussianNLLLoss(LossModule):
    """The module of `gaussian_nll_loss`, a drop-in for torch.nn.GaussianNLLLoss.

    Args:
        full: whether to add the constant ln(2 pi) / 2.
        eps: variances below it are replaced by it; their gradient is the one at eps.
        reduction: "mean", "sum" or "none".

    Example:
        >>> GaussianNLLLoss(full=True)
        GaussianNLLLoss(full=True)
    """

    def __init__(self, *, full: bool = False, eps: float = 1e-6, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.full = full
        self.eps = eps
        self.reduction = common.check_reduction(reduction)

    def forward(
        self, input: Tensor, target: Tensor, var: Tensor | float, **options: Unpack[common.CallOptions]
    ) -> Tensor:
        """The loss; shapes and errors as in `gaussian_nll_loss`."""
        return gaussian_nll_loss(input, target, var, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The output itself: it is the predicted mean, in the units of the target."""
        return output
