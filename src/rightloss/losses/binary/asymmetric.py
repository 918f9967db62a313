"""Binary cross-entropy that easy negatives hardly enter."""

from collections.abc import Sequence
from typing import Unpack, final

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

from rightloss.losses import _common as common
from rightloss.losses import _odds as odds
from rightloss.losses._factors import ReduceOptions
from rightloss.losses._fused import fused
from rightloss.losses._module import LossModule

_TINY = 1e-37  # to divide by where there is nothing to divide


def asymmetric_loss(
    logits: Tensor,
    target: Tensor,
    *,
    gamma_negative: float = 4.0,
    gamma_positive: float = 0.0,
    clip: float = 0.05,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Binary cross-entropy with a focusing power each for positives and negatives, and sure negatives for free.

    $\ell(x, y) = -y (1 - p)^{\gamma_+} \ln p - (1 - y) p_m^{\gamma_-} \ln (1 - p_m)$ with $p = \sigma(x)$ and
    $p_m = \max(p - m, 0)$

    Expects:
        `logits`: raw scores, unbounded. `target`: 0 or 1 (or a probability between), floating-point. Equal shape (*).

    Args:
        logits: raw scores, unbounded, shape (*).
        target: 0 or 1 (or a probability between), floating-point, shape (*).
        gamma_negative: how strongly easy negatives are turned down, 0 or more.
        gamma_positive: how strongly easy positives are turned down, 0 or more.
        clip: the shift m: negatives with a probability of at most m cost nothing; 0 shifts nothing.
        reduction: "mean", "sum" or "none".
        mask: bool, shape (*); False leaves a place out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept elements.

    Returns:
        float32 (float64 where the input is): a scalar, or shape (*) for "none". The mean is 0 where nothing is kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a target is out of range (looked at on the CPU only), or an
        option is not one of those above.

    Equals:
        `binary_cross_entropy_with_logits` with both powers and clip 0; `sigmoid_focal_loss` with equal powers, clip 0
        and targets 0 or 1.

    Example:
        >>> import torch
        >>> asymmetric_loss(torch.zeros(2), torch.tensor([1.0, 0.0]), reduction="none")
        tensor([0.6931, 0.0245])

    Reference:
        Ben-Baruch, E., Ridnik, T. et al. (2020). Asymmetric Loss For Multi-Label Classification. arXiv:2009.14119
    """
    _check_options(gamma_negative, gamma_positive, clip)
    common.check_floating("logits", logits)
    common.check_floating("target", target)
    common.check_same_shape("logits", logits, target)
    x = common.blank(common.full_precision(logits), mask)
    y = common.blank(common.full_precision(target), mask)
    common.check_unit_interval("target", y)
    options: ReduceOptions = {"mask": mask, "sample_weight": sample_weight, "denominator": denominator}
    powers = {"gamma_negative": gamma_negative, "gamma_positive": gamma_positive, "clip": clip}
    return _ASYMMETRIC(x, {"target": y}, reduction, options, **powers)


def _values(x: Tensor, y: Tensor, gamma_negative: float, gamma_positive: float, clip: float) -> Tensor:
    yes = -logsigmoid(x)
    if gamma_positive:
        yes = torch.exp(gamma_positive * logsigmoid(-x)) * yes
    return y * yes + (1 - y) * _no(x, gamma_negative, clip)


def _no(x: Tensor, gamma: float, clip: float) -> Tensor:
    """-p_m^gamma ln(1 - p_m), 0 where p is at most the clip."""
    if clip == 0:
        return -torch.exp(gamma * logsigmoid(x)) * logsigmoid(-x)
    over = torch.sigmoid(x) - clip
    counts = over > 0
    over = torch.where(counts, over, 0.5)
    return torch.where(counts, -(over**gamma) * torch.log1p(-over), 0.0)


def _with_slope(
    slope: Tensor,
    spare: Sequence[Tensor],
    x: Tensor,
    y: Tensor,
    gamma_negative: float,
    gamma_positive: float,
    clip: float,
) -> Tensor:
    cost, no, rest = spare
    odds.cost_and_slope(slope.copy_(x), cost, rest)
    if gamma_positive:
        odds.focused(slope, cost, gamma_positive, rest)
    no_slope = _no_with_slope(x, no, rest, gamma_negative, clip)
    # (1 - y) no - y yes, of the slopes; those of `yes` are by minus x.
    torch.lerp(no_slope, slope.neg_(), y, out=slope)
    return torch.lerp(no, cost, y, out=cost)


def _no_with_slope(x: Tensor, no: Tensor, rest: Tensor, gamma: float, clip: float) -> Tensor:
    """Write what `_no` gives, and give its slope."""
    if clip == 0:
        p = -x
        odds.cost_and_slope(p, no, rest)
        odds.focused(p, no, gamma, rest)
        return p
    p = torch.sigmoid(x)
    over = (p - clip).clamp_min_(0)
    power = odds.raised(over, gamma, rest)
    torch.neg(over, out=no).log1p_().neg_().mul_(power)
    # gamma over^(gamma - 1) is gamma power / over; nothing is over where the power is 0.
    by_over = power.div_(1 - over).addcdiv_(no, over.clamp_min(_TINY), value=gamma)
    return by_over.mul_(over.sign_()).mul_(p.addcmul_(p, p, value=-1))


_ASYMMETRIC = fused("asymmetric", _values, _with_slope)


def _check_options(gamma_negative: float, gamma_positive: float, clip: float) -> None:
    for name, gamma in (("gamma_negative", gamma_negative), ("gamma_positive", gamma_positive)):
        if not gamma >= 0:
            raise ValueError(f"got {name}={gamma!r}; it must be 0 or more")
    if not 0 <= clip < 1:
        raise ValueError(f"got clip={clip!r}; it must be at least 0 and below 1")


@final
class AsymmetricLoss(LossModule):
    """The module of `asymmetric_loss`.

    Args:
        gamma_negative: how strongly easy negatives are turned down, 0 or more.
        gamma_positive: how strongly easy positives are turned down, 0 or more.
        clip: the shift m: negatives with a probability of at most m cost nothing; 0 shifts nothing.
        reduction: "mean", "sum" or "none".

    Example:
        >>> AsymmetricLoss(gamma_negative=2.0)
        AsymmetricLoss(gamma_negative=2.0)
    """

    def __init__(
        self,
        *,
        gamma_negative: float = 4.0,
        gamma_positive: float = 0.0,
        clip: float = 0.05,
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        self.gamma_negative = gamma_negative
        self.gamma_positive = gamma_positive
        self.clip = clip
        self.reduction = common.check_reduction(reduction)

    def forward(self, logits: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `asymmetric_loss`."""
        return asymmetric_loss(logits, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Probabilities of a yes, in the shape of `output`."""
        return torch.sigmoid(output)

    def decide(self, output: Tensor) -> Tensor:
        """Whether the answer is more likely yes than no, bool."""
        return output > 0
