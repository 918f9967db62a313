"""Binary cross-entropy on probabilities."""

import math
from collections.abc import Sequence
from typing import Unpack, final

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy as binary_cross_entropy_of_torch

from rightloss.losses import _common as common
from rightloss.losses._factors import ReduceOptions
from rightloss.losses._fused import beside
from rightloss.losses._module import LossModule
from rightloss.losses.binary import _questions as questions

_LEAST = 1e-9  # from here to 1 the logarithms are surely not cut off, and p (1 - p) has all its digits
_LEAST_LOG = -100.0  # where torch.nn.BCELoss cuts the logarithms off, so that one element never costs more than 100


def binary_cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: None = None,
    reduce: None = None,
    reduction: common.Reduction = "mean",
    *,
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Negative log-likelihood of yes/no labels, from one probability per question.

    $\ell(p, y) = -w \left( y \ln p + (1 - y) \ln (1 - p) \right)$, each logarithm at least -100

    Prefer `binary_cross_entropy_with_logits`: a probability in float32 cannot be closer to 1 than 6e-8, and one that
    has reached 0 or 1 has no gradient left.

    Expects:
        `input`: probabilities in [0, 1], floating-point, of shape (*). `target`: 0, 1 or a probability between them,
        floating-point, of the same shape. Broadcasting is refused.

    Args:
        input: the probability of "yes" for each question.
        target: the answers.
        weight: a factor per element, of a shape that broadcasts to (*); the mean still divides by their number.
        size_average: deprecated in PyTorch; only None is taken.
        reduce: deprecated in PyTorch; only None is taken.
        reduction: "mean", "sum" or "none".
        mask: bool, shape (*); False leaves an element out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of the kept elements.

    Returns:
        float32 (float64 where an argument is): a scalar, or shape (*) for "none". The mean is 0 where nothing is kept.

    Raises:
        ValueError: shapes do not fit, a dtype is not floating-point, an input or target is outside [0, 1] (looked at
            on the CPU only), or an option is not one of those above.

    Equals:
        `binary_cross_entropy_with_logits` on ln(p / (1 - p)).

    Example:
        >>> import torch
        >>> binary_cross_entropy(torch.tensor([0.5, 0.0]), torch.tensor([1.0, 1.0]), reduction="none")
        tensor([  0.6931, 100.0000])

    Reference:
        Good, I. J. (1952). Rational Decisions. doi:10.1111/j.2517-6161.1952.tb00104.x
    """
    common.check_deprecated(size_average, reduce)
    labels = questions.kept_labels(input, target, mask)
    probabilities = common.blank(common.full_precision(input), mask)
    common.check_unit_interval("input", probabilities)
    options: ReduceOptions = {"mask": mask, "sample_weight": sample_weight, "denominator": denominator}
    is_plain = weight is None and labels.dtype == probabilities.dtype
    if is_plain and common.is_within(probabilities, _LEAST, 1):
        return _INSIDE(probabilities, {"target": labels}, reduction, options)
    values = -labels * _log(probabilities) - (1 - labels) * _log_complement(probabilities)
    factors = questions.expanded("weight", weight, values)
    return common.reduce(common.times(values, factors, mask), reduction, **options)


def _with_slope(slope: Tensor, spare: Sequence[Tensor], p: Tensor, y: Tensor) -> Tensor:
    value, rest = spare[:2]
    torch.log1p(torch.neg(p, out=value), out=value)
    torch.lerp(value, torch.log(p, out=rest), y, out=value)
    torch.sub(p, y, out=slope).div_(torch.addcmul(p, p, p, value=-1, out=rest))
    return value.neg_()


# Where no logarithm is cut off.
_INSIDE = beside("binary-cross-entropy-on-probabilities", binary_cross_entropy_of_torch, _with_slope, 1 << 12)


def _log(p: Tensor) -> Tensor:
    """ln p, at least -100; where it is cut off its gradient is 0."""
    inside = p > math.exp(_LEAST_LOG)
    return torch.where(inside, torch.where(inside, p, 1.0).log(), _LEAST_LOG)


def _log_complement(p: Tensor) -> Tensor:
    """ln(1 - p), at least -100; the number next to 1 is still far from that, so only 1 itself is cut off."""
    inside = p < 1
    return torch.where(inside, torch.log1p(-torch.where(inside, p, 0.0)), _LEAST_LOG)


@final
class BCELoss(LossModule):
    """The module of `binary_cross_entropy`, a drop-in for torch.nn.BCELoss.

    Args:
        weight: a factor per element, of a shape that broadcasts to the input's.
        size_average: deprecated in PyTorch; only None is taken.
        reduce: deprecated in PyTorch; only None is taken.
        reduction: "mean", "sum" or "none".

    Example:
        >>> BCELoss()
        BCELoss()
    """

    weight: Tensor | None

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: None = None,
        reduce: None = None,
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        common.check_deprecated(size_average, reduce)
        self.size_average = self.reduce = None
        self.register_buffer("weight", weight)
        self.reduction = common.check_reduction(reduction)

    def forward(self, input: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `binary_cross_entropy`."""
        return binary_cross_entropy(input, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The output itself: it is the probability of "yes"."""
        return output

    def decide(self, output: Tensor) -> Tensor:
        """Bool, in the shape of `output`: True where "yes" is more probable than "no"."""
        return output > 0.5
