"""Two linear heads and the divergence between what they predict: the logits of a chunk of rows of each at a time."""

import math
from typing import Any, NamedTuple

import torch
from torch import Tensor

from rightloss.kernels import _operators as operators
from rightloss.kernels._head import Head, Needed, Places, empty_gradients, walk
from rightloss.losses import _linear as linear

_BUFFERS = 4  # of the size of the logits of a chunk: of student and teacher, and of the probabilities of both


def linear_distillation_rows(
    hidden: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    teacher_hidden: Tensor,
    teacher_weight: Tensor,
    teacher_bias: Tensor | None,
    *,
    factor: Tensor | None,
    kept: Tensor | None,
    beta: float,
    scale: float,
) -> Tensor:
    """The sum of factor * divergence with its gradients made on the way forward, or the divergence of each row.

    Args:
        hidden: of the student, shape (N, D), floating-point.
        weight: of its head, shape (V, D), the dtype of `hidden`.
        bias: shape (V,), or None.
        teacher_hidden: shape (N, E), floating-point; float64 where `hidden` is, and only there. Like the rest of the
            teacher it gets no gradient.
        teacher_weight: shape (V, E), the dtype of `teacher_hidden`.
        teacher_bias: shape (V,), or None.
        factor: shape (N,): the result is the sum. None: the divergence of each row, whose gradients are made on the
            way back from logits computed anew.
        kept: bool, shape (N,), or None.
        beta: the teacher's weight in the mixture: at 0 it is the forward KL, at 1 the reverse KL.
        scale: what both logits are multiplied by.
    """
    wide = torch.float64 if hidden.dtype == torch.float64 else torch.float32
    call = _Call(
        hidden,
        weight,
        bias,
        teacher_hidden,
        teacher_weight,
        teacher_bias,
        None if factor is None else factor.to(wide),
        kept,
        [beta, scale],
        operators.wanted(factor, hidden, weight, bias),
    )
    with linear.without_autocast(hidden):
        found: Tensor = _operator(*call)[0]
    return found


class _Call(NamedTuple):
    """The arguments of the operator; `numbers` are beta and scale, `needed` is by hidden states, weights and bias."""

    hidden: Tensor
    weight: Tensor
    bias: Tensor | None
    teacher_hidden: Tensor
    teacher_weight: Tensor
    teacher_bias: Tensor | None
    factor: Tensor | None
    kept: Tensor | None
    numbers: list[float]
    needed: list[bool]

    @property
    def head(self) -> Head:
        return Head(self.hidden, self.weight, self.bias, self.numbers[1])

    @property
    def teacher(self) -> Head:
        return Head(self.teacher_hidden, self.teacher_weight, self.teacher_bias, self.numbers[1])


_HEADS = ", ".join(f"Tensor {who}hidden, Tensor {who}weight, Tensor? {who}bias" for who in ("", "teacher_"))
_SCHEMA = (
    f"({_HEADS}, Tensor? factor, Tensor? kept, float[] numbers, bool[] needed) -> (Tensor, Tensor, Tensor, Tensor)"
)


@torch.library.custom_op("rightloss::linear_distillation", mutates_args=(), schema=_SCHEMA)
def _operator(*arguments: Any) -> tuple[Tensor, ...]:
    """The sum of factor * divergence (or the divergence of each row), and the gradients of the sum."""
    operators.refuse_forward_mode()
    call = _Call(*arguments)
    head, teacher, kept = call.head, call.teacher, call.kept
    values = call.hidden.new_zeros(len(call.hidden), dtype=head.wide)

    def arithmetic(at: Places, out: Tensor) -> None:
        logits = teacher.logits_(torch.empty_like(out), call.teacher_hidden[at])
        values[at] = divergence_and_gradient_(out, logits, call.numbers[0])
        if call.factor is not None:
            out.mul_(call.factor[at].unsqueeze(1))
        if kept is not None:
            out.masked_fill_(~kept[at].unsqueeze(1), 0)

    gradients = walk(head, kept, Needed(*call.needed), arithmetic, buffers=_BUFFERS)
    if kept is not None:
        values.masked_fill_(~kept, 0)
    return operators.total(values, call.factor, kept), *gradients.narrow(head)


@_operator.register_fake
def _(*arguments: Any) -> tuple[Tensor, ...]:
    call = _Call(*arguments)
    values = call.hidden.new_empty(len(call.hidden), dtype=call.head.wide)
    gradients = empty_gradients(call.head, Needed(*call.needed)).narrow(call.head)
    return values if call.factor is None else call.factor.new_empty(()), *gradients


operators.differentiate(_operator, _Call, tensors=8)
operators.map_rows(_operator, _Call, "hidden teacher_hidden factor kept")


def divergence_and_gradient_(student: Tensor, teacher: Tensor, beta: float) -> Tensor:
    """The divergence of each row, for logits of shape (n, V): those of the student become its gradient.

    Args:
        student: logits; holds the gradient afterwards.
        teacher: logits; holds anything afterwards.
        beta: as above.
    """
    log_p = student.sub_(student.logsumexp(1, keepdim=True))
    log_q = teacher.sub_(teacher.logsumexp(1, keepdim=True))
    if beta == 0:
        q = log_q.exp()
        values = _surplus(q, log_q.sub_(log_p)).sum(1)
        log_p.exp_().sub_(q)
        return values
    p = log_p.exp()
    if beta == 1:
        return _of_student_(p, log_p.sub_(log_q), 1.0)
    log_m = torch.logaddexp(log_q + math.log(beta), log_p + math.log1p(-beta))
    return beta * _surplus(log_q.exp(), log_q.sub_(log_m)).sum(1) + _of_student_(p, log_p.sub_(log_m), 1 - beta)


def _of_student_(p: Tensor, log_ratio: Tensor, weight: float) -> Tensor:
    """weight * sum_c p_c log_ratio_c, whose gradient by the logits of p is left in the memory of the ratios.

    Whether the ratio is to the teacher or to a mixture of both that moves with p, it is p (ratio - sum) times weight.
    """
    surplus = _surplus(p, log_ratio)
    own = surplus.sum(1)
    surplus.sub_(p.mul_(own.unsqueeze(1))).mul_(weight)
    return weight * own


def _surplus(share: Tensor, log_ratio: Tensor) -> Tensor:
    """share * log_ratio in the memory of the latter, where a share of 0 costs nothing, not 0 * inf."""
    return log_ratio.mul_(share).masked_fill_(share == 0, 0)
