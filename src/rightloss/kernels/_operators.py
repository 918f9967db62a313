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
from torch.autograd import forward_ad

from rightloss.kernels._scale import refuse_second_derivative, scale_whole


def wanted(factor: Tensor | None, *inputs: Tensor | None) -> list[bool]:
    """Which gradients are made on the way forward: those asked for, where it is known what each row counts."""
    is_known = factor is not None and torch.is_grad_enabled()
    return [is_known and x is not None and x.requires_grad for x in inputs]


def total(losses: Tensor, factor: Tensor | None, kept: Tensor | None) -> Tensor:
    """The sum of factor * loss over the kept rows, the last dimension; the losses where there is no factor."""
    if factor is None:
        return losses
    return (losses * (factor if kept is None else factor.where(kept, 0))).sum(-1)


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


def refuse_forward_mode() -> None:
    """Raise NotImplementedError where forward-mode derivatives are taken: that of an operator without one is 0."""
    if forward_ad._current_level >= 0:
        raise NotImplementedError(
            "got a kernel inside forward-mode differentiation, of which it has no derivative; compute the loss inside: "
            'with rightloss.kernels.use("mathematics")'
        )


def map_rows(operator: Any, call: Any, rowwise: str) -> None:
    """Register what torch.func.vmap does of an operator of a head.

    Where all share the head it is one call with the rows of all, otherwise one call after another.

    Args:
        operator: what torch.library.custom_op returned.
        call: the NamedTuple of its arguments.
        rowwise: names of the tensors whose first dimension is the rows, with spaces between.
    """
    names = set(rowwise.split())

    def rule(info: Any, in_dims: tuple[Any, ...], *arguments: Any) -> tuple[tuple[Tensor, ...], tuple[int | None, ...]]:
        given, dims = call(*arguments)._asdict(), call(*in_dims)._asdict()
        moved = {name: given[name].movedim(dim, 0) for name, dim in dims.items() if isinstance(dim, int)}
        if not moved.keys() <= names:
            each = (call(**given | {name: x[i] for name, x in moved.items()}) for i in range(info.batch_size))
            found = tuple(torch.stack(parts) for parts in zip(*(operator(*_seen(one)) for one in each), strict=True))
            return found, (0,) * len(found)
        folded = {name: _fold(x, moved.get(name), info.batch_size) for name, x in given.items() if name in names}
        return _unfold(operator, call(**given | folded), info.batch_size)

    operator.register_vmap(rule)


def _seen(call: Any) -> Any:
    """The call with the gradients that it needs: from above it is not to be seen what requires one."""
    factor = getattr(call, "factor", None)
    return call if factor is None else call._replace(needed=[*wanted(factor, *call[:3]), *call.needed[3:]])


def _fold(x: Tensor | None, moved: Tensor | None, size: int) -> Tensor | None:
    """The rows of all; those of a tensor that has no dimension to map over are everybody's."""
    if x is None:
        return None
    return (x.unsqueeze(0).expand(size, *x.shape) if moved is None else moved).flatten(0, 1)


def _unfold(operator: Any, call: Any, size: int) -> tuple[tuple[Tensor, ...], tuple[int | None, ...]]:
    """What the operator gives for rows of all, with a dimension of `size` in front of what is per row."""
    rows = len(call.hidden) // size
    factor = getattr(call, "factor", None)
    if factor is not None:
        # A sum for each; its gradients are made on the way back, as they differ.
        call = call._replace(factor=None, needed=[False] * 3 + call.needed[3:])
    found = [x.reshape(size, rows, *x.shape[1:]) if len(x) == size * rows else x for x in operator(*call)]
    dims = tuple(0 if x.shape[:2] == (size, rows) else None for x in found)
    if factor is not None:
        shape = (size, rows)
        found[0] = total(found[0], factor.reshape(shape), None if call.kept is None else call.kept.reshape(shape))
    return tuple(found), dims
