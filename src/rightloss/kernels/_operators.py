"""What the operators of a linear head share: the sum with gradients made on the way forward, or the loss of each row.

Such an operator takes what a NamedTuple holds, tensors before numbers: first hidden states, weights and bias of the
head, among the others a `factor` of the rows, at the end `needed`. With a factor its first output is the sum of
factor * loss, without one the loss of each row; its last three are the gradients of the sum by the first three, empty
unless needed.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from rightloss.kernels._scale import refuse_second_derivative, scale_whole


def wanted(factor: Tensor | None, *inputs: Tensor | None) -> list[bool]:
    """Which gradients are made on the way forward: those asked for, where it is known what each row counts."""
    is_known = factor is not None and torch.is_grad_enabled()
    return [is_known and x is not None and x.requires_grad for x in inputs]


def total(losses: Tensor, factor: Tensor | None, kept: Tensor | None) -> Tensor:
    """The sum of factor * loss over the rows that are kept, or the losses where there is no factor."""
    if factor is None:
        return losses
    return (losses * (factor if kept is None else factor.where(kept, 0))).sum()


def differentiate(operator: Any, call: Callable[..., Any], tensors: int) -> None:
    """Register the way back of such an operator; of single losses its gradients come from the operator itself.

    Args:
        operator: what torch.library.custom_op returned.
        call: the NamedTuple of its arguments.
        tensors: how many of them are tensors.
    """

    def remember(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, ...]) -> None:
        ctx.mark_non_differentiable(*output[1:])
        ctx.set_materialize_grads(False)
        ctx.is_sum = call(*inputs).factor is not None
        ctx.save_for_backward(*(output[-3:] if ctx.is_sum else inputs[:tensors]))
        ctx.numbers = inputs[tensors:]

    def back(ctx: Any, upstream: Tensor | None, *_: None) -> tuple[Tensor | None, ...]:
        refuse_second_derivative()
        nothing = (None,) * (tensors - 3 + len(ctx.numbers))
        if upstream is None:
            return None, None, None, *nothing
        needed = ctx.needs_input_grad[:3]
        if ctx.is_sum:
            found = scale_whole(ctx, ctx.saved_tensors, upstream)
        else:
            rows = call(*ctx.saved_tensors, *ctx.numbers)
            again = rows._replace(factor=upstream, needed=[*needed, *rows.needed[3:]])
            found = operator(*again)[-3:]
        return *(g if need else None for g, need in zip(found, needed, strict=True)), *nothing

    operator.register_autograd(back, setup_context=remember)
