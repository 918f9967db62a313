"""What the losses over two models share: their checks, and a divergence that knows shares of zero."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _narrow as narrow
from rightloss.losses import _softmax as softmax
from rightloss.losses._factors import ReduceOptions
from rightloss.losses._fused import Fused
from rightloss.losses.multiclass import _classes as classes

# Of two shares that are further apart in logarithms the smaller one is nothing beside the other, in float64 too.
_APART = 80.0


def reduced(
    kernel: Fused,
    student_logits: Tensor,
    teacher_logits: Tensor,
    beta: float,
    temperature: float,
    class_dim: int | None,
    reduction: common.Reduction,
    options: ReduceOptions,
) -> Tensor:
    """The reduced loss of `between`, by a kernel of `values` and `with_slope`.

    Raises:
        ValueError: wrong dtypes, shapes or options, or logits that have been through softmax.
    """
    x, teacher = _prepared(student_logits, teacher_logits, temperature, class_dim, options.get("mask"))
    if x.dim() == 1:
        return common.reduce(values(x, teacher, beta, temperature), reduction, **options)
    return kernel(x, {"teacher_logits": teacher}, reduction, options, beta=beta, temperature=temperature)


def _prepared(
    student_logits: Tensor, teacher_logits: Tensor, temperature: float, class_dim: int | None, mask: Tensor | None
) -> tuple[Tensor, Tensor]:
    """The logits of student and teacher in full precision, with the classes second and zeros where the mask is."""
    if not temperature > 0:
        raise ValueError(f"got temperature={temperature!r}; it must be above 0")
    common.check_floating("student_logits", student_logits)
    common.check_floating("teacher_logits", teacher_logits)
    if student_logits.shape != teacher_logits.shape:
        raise ValueError(
            f"got student_logits of shape {tuple(student_logits.shape)} and teacher_logits of shape "
            f"{tuple(teacher_logits.shape)}; they must be equal: one score per class from each"
        )
    student, teacher = (classes.classes_second(x, class_dim) for x in (student_logits, teacher_logits))
    found = _blank(student, mask), _blank(teacher, mask)
    classes.check_raw("student_logits", student, mask)
    classes.check_raw("teacher_logits", teacher, mask)
    return found


def _blank(x: Tensor, mask: Tensor | None) -> Tensor:
    if mask is None:
        return common.full_precision(x)
    dim = classes.class_dim(x)
    return common.blank_last(common.full_precision(x).movedim(dim, -1), mask).movedim(-1, dim)


def values(x: Tensor, teacher: Tensor, beta: float, temperature: float) -> Tensor:
    """The loss of each row of logits."""
    dim = classes.class_dim(x)
    log_p, log_q = (narrow.log_softmax(y if temperature == 1 else y / temperature, dim) for y in (x, teacher))
    return temperature**2 * between(log_p, log_q, beta, dim)


def with_slope(
    slope: Tensor, spare: Sequence[Tensor], x: Tensor, teacher: Tensor, beta: float, temperature: float
) -> Tensor:
    """As `values`; the slope by a logit is that by its log-probability, less the probability times the sum of all."""
    dim = softmax.class_dim(x)
    x, teacher, slope = (y.movedim(1, dim) for y in (x, teacher, slope))
    p, q, apart = (y.view(x.shape) for y in spare)
    for logits, out in ((x, p), (teacher, q)):
        softmax.below_top(logits, temperature, dim, out)
    torch.sub(q, p, out=apart)
    level = softmax.to_shares(q, dim).sub_(softmax.to_shares(p, dim))
    form = _forward if beta == 0 else _reverse if beta == 1 else _mixture
    value = form(slope, p, q, apart, level, dim, beta)
    if temperature != 1:
        slope.mul_(temperature)
    return value.mul_(temperature**2).squeeze(dim)


# By the shares p and q, and by ln q - ln p, which is `apart` less `level`.


def _forward(slope: Tensor, p: Tensor, q: Tensor, apart: Tensor, level: Tensor, dim: int, _: float) -> Tensor:
    torch.sub(p, q, out=slope)
    return apart.mul_(q).sum(dim, keepdim=True).sub_(level)


def _reverse(slope: Tensor, p: Tensor, q: Tensor, apart: Tensor, level: Tensor, dim: int, _: float) -> Tensor:
    total = apart.mul_(p).sum(dim, keepdim=True)
    torch.mul(p, total, out=slope).sub_(apart)
    return level.sub_(total)


def _mixture(slope: Tensor, p: Tensor, q: Tensor, apart: Tensor, level: Tensor, dim: int, beta: float) -> Tensor:
    """The larger of p and q is taken out of their mixture, which keeps the digits of both logarithms of a ratio."""
    apart.sub_(level).clamp_(-_APART, _APART)
    smaller = torch.gt(apart, 0, out=slope).mul_(1 - 2 * beta).add_(beta)
    rest = apart.abs().neg_().expm1_().mul_(smaller).log1p_()
    pulls = torch.clamp_min(apart, 0, out=slope).add_(rest).mul_(p)
    total = pulls.sum(dim, keepdim=True)
    value = apart.clamp_max_(0).sub_(rest).mul_(q).sum(dim, keepdim=True)
    torch.sub(p.mul_(total), pulls, out=slope).mul_(1 - beta)
    return value.mul_(beta).sub_(total, alpha=1 - beta)


def divergence(log_q: Tensor, log_p: Tensor, dim: int) -> Tensor:
    """KL(q, p): the sum over `dim` of q (ln q - ln p), where a share q of 0 costs nothing whatever p is."""
    q = log_q.exp()
    if common.is_finite(log_q) and common.is_finite(log_p):
        return (q * (log_q - log_p)).sum(dim)
    # -inf less -inf is NaN, which the choice drops; the slope of a difference holds no infinity.
    return (q * torch.where(q > 0, log_q - log_p, 0.0)).sum(dim)


def check_beta(beta: float) -> None:
    """Raise ValueError unless a weight of the teacher is from 0 to 1."""
    if not 0 <= beta <= 1:
        raise ValueError(f"got beta={beta!r}; it must be from 0 to 1")


def between(log_p: Tensor, log_q: Tensor, beta: float, dim: int) -> Tensor:
    """The generalised Jensen-Shannon divergence of log-probabilities, KL(q, p) at beta 0 and KL(p, q) at beta 1."""
    if beta == 0:
        return divergence(log_q, log_p, dim)
    if beta == 1:
        return divergence(log_p, log_q, dim)
    # Where neither has a share the mixture has none: -inf, of which logaddexp has no gradient.
    is_anywhere = (log_p > -torch.inf) | (log_q > -torch.inf)
    p, q = torch.where(is_anywhere, log_p, 0.0), torch.where(is_anywhere, log_q, 0.0)
    log_m = torch.logaddexp(q + math.log(beta), p + math.log1p(-beta))
    return beta * divergence(log_q, log_m, dim) + (1 - beta) * divergence(log_p, log_m, dim)
