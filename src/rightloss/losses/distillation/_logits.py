"""What the losses over two models share: their checks, and a divergence that knows shares of zero."""

import math

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _narrow as narrow
from rightloss.losses.multiclass import _classes as classes


def prepared(
    student_logits: Tensor, teacher_logits: Tensor, temperature: float, class_dim: int | None, mask: Tensor | None
) -> tuple[Tensor, Tensor, int]:
    """Log-probabilities of student and teacher at a temperature, with the classes second, and their dimension.

    Raises:
        ValueError: wrong dtypes, shapes or temperature, or logits that have been through softmax.
    """
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
    dim = classes.class_dim(student)
    log_p, log_q = (_log_shares(x, mask, dim, temperature) for x in (student, teacher))
    classes.check_raw("student_logits", student, mask)
    classes.check_raw("teacher_logits", teacher, mask)
    return log_p, log_q, dim


def _log_shares(x: Tensor, mask: Tensor | None, dim: int, temperature: float) -> Tensor:
    x = common.blank_last(common.full_precision(x).movedim(dim, -1), mask).movedim(-1, dim)
    return narrow.log_softmax(x if temperature == 1 else x / temperature, dim)


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
