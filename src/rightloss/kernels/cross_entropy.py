"""Cross-entropy on given logits, with the gradient made on the way forward in the only tensor of their size."""

from typing import Any

import torch
from torch import Tensor

from rightloss.kernels import _operators as operators
from rightloss.kernels._blocks import chunks
from rightloss.kernels._scale import scale_rows
from rightloss.kernels._softmax import Rows, chunk_arithmetic
from rightloss.losses.multiclass._recipe import Recipe


def cross_entropy_rows(
    logits: Tensor,
    target: Tensor,
    *,
    factor: Tensor | None,
    kept: Tensor | None,
    class_weight: Tensor | None,
    dim: int,
    recipe: Recipe,
    overwrite: bool = False,
    triton: bool = False,
) -> tuple[Tensor, Tensor]:
    """The cross-entropy of each row, and the log-sum-exp of its logits, which is outside the graph.

    Args:
        logits: shape (*, C, *), floating-point, the classes in dimension `dim`.
        target: class indices within range, the rows' shape, or shares of the classes, the shape of `logits`.
        factor: what the reduction is going to multiply the loss of each row by, the rows' shape, where that is known:
            the gradient is then finished on the way forward, and the way back only looks whether the guess was right.
        kept: bool, the rows' shape, or None.
        class_weight: shape (C,), or None.
        dim: where the classes are.
        recipe: smoothing, z-loss and softcap.
        overwrite: write the gradient into the memory of `logits`.
        triton: whether to compute in the Triton form.

    Returns:
        Both float32 (float64 where `logits` is), the rows' shape; 0 where a row is not kept.
    """
    rows = (*logits.shape[:dim], *logits.shape[dim + 1 :])
    wide = torch.float64 if logits.dtype == torch.float64 else torch.float32
    # In float16 a gradient that is divided by a large batch would vanish before a GradScaler multiplies it.
    if factor is None or logits.dtype == torch.float16:
        factor = torch.ones(rows, dtype=wide, device=logits.device)
    factor = torch.where(factor == 0, 1, factor).to(wide).contiguous()
    weight = None if class_weight is None else class_weight.detach().to(wide)
    kept = None if kept is None else kept.contiguous()
    numbers = (dim, recipe.smoothing, recipe.z_loss, recipe.softcap, triton)
    needed = torch.is_grad_enabled() and logits.requires_grad
    if overwrite and needed:
        found: tuple[Tensor, Tensor] = _Overwrite.apply(logits, target, factor, kept, weight, *numbers)  # type: ignore[no-untyped-call]
        return found
    losses, lse, _ = _cross_entropy(logits, target, factor, kept, weight, *numbers, needed)
    return losses, lse


@torch.library.custom_op("rightloss::cross_entropy", mutates_args=())
def _cross_entropy(
    logits: Tensor,
    target: Tensor,
    factor: Tensor,
    kept: Tensor | None,
    class_weight: Tensor | None,
    dim: int,
    smoothing: float,
    z_loss: float,
    softcap: float,
    triton: bool,
    with_gradient: bool,
) -> tuple[Tensor, Tensor, Tensor]:
    """Losses and log-sum-exps, and the gradient of each row times its factor (empty unless `with_gradient`)."""
    operators.refuse_forward_mode()
    gradient = _gradient_like(logits, with_gradient)
    found = _fill(
        logits,
        gradient if with_gradient else None,
        target,
        factor,
        kept,
        class_weight,
        dim,
        Recipe(smoothing, z_loss, softcap),
        triton,
    )
    return *found, gradient


def _gradient_like(logits: Tensor, with_gradient: bool) -> Tensor:
    return torch.empty_like(logits, requires_grad=False) if with_gradient else logits.new_empty(0)


def _fill(
    logits: Tensor,
    gradient: Tensor | None,
    target: Tensor,
    factor: Tensor,
    kept: Tensor | None,
    class_weight: Tensor | None,
    dim: int,
    recipe: Recipe,
    triton: bool,
) -> tuple[Tensor, Tensor]:
    losses, lse = torch.empty_like(factor), torch.empty_like(factor)
    if kept is not None and kept.device.type == "cpu" and bool(kept.all()):
        kept = None
    wide = [logits, *([target] if target.is_floating_point() else []), *([] if gradient is None else [gradient])]
    narrow = [losses, lse, factor, *([] if target.is_floating_point() else [target.contiguous()])]
    narrow += [] if kept is None else [kept]
    for tall, flat in chunks(wide, narrow, dim):
        own_target = tall[1] if target.is_floating_point() else flat[3]
        rows = Rows(own_target, flat[2], None if kept is None else flat[-1])
        written = tall[-1] if gradient is not None else None
        direct = written is not None and (triton or written.dtype == factor.dtype)
        out = written if direct and written is not None else torch.empty_like(tall[0], dtype=factor.dtype)
        found = chunk_arithmetic(tall[0], out, rows, class_weight, recipe, triton=triton)
        for memory, values in zip(flat, found, strict=False):
            memory.copy_(values)
        if written is not None and not direct:
            written.copy_(out)
    return losses, lse


@_cross_entropy.register_fake
def _(
    logits: Tensor,
    target: Tensor,
    factor: Tensor,
    kept: Tensor | None,
    class_weight: Tensor | None,
    dim: int,
    smoothing: float,
    z_loss: float,
    softcap: float,
    triton: bool,
    with_gradient: bool,
) -> tuple[Tensor, Tensor, Tensor]:
    return torch.empty_like(factor), torch.empty_like(factor), _gradient_like(logits, with_gradient)


def _remember(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, Tensor, Tensor]) -> None:
    _, _, factor, kept, _, dim, *_ = inputs
    ctx.mark_non_differentiable(*output[1:])
    ctx.set_materialize_grads(False)
    ctx.dim = dim
    ctx.save_for_backward(output[2], factor, kept)


def _gradient(ctx: Any, upstream: Tensor | None, *_: None) -> tuple[Tensor | None, ...]:
    nothing = (None,) * 10
    if upstream is None:
        return None, *nothing
    gradient, factor, kept = ctx.saved_tensors
    return scale_rows(ctx, gradient, upstream, factor, kept, ctx.dim), *nothing


_cross_entropy.register_autograd(_gradient, setup_context=_remember)


def _map(info: Any, in_dims: tuple[Any, ...], *arguments: Any) -> tuple[tuple[Tensor, ...], tuple[int | None, ...]]:
    """What torch.func.vmap does: rows have one dimension more, in front; class weights of each go one after another."""
    lifted = [_lifted(x, at, info.batch_size) for x, at in zip(arguments[:4], in_dims, strict=False)]
    class_weight, dim, *numbers = arguments[4:-1]
    needed = torch.is_grad_enabled() and lifted[0].requires_grad  # not to be seen from above
    out_dims = (0, 0, 0 if needed else None)
    if in_dims[4] is None:
        return _cross_entropy(*lifted, class_weight, dim + 1, *numbers, needed), out_dims
    parts = zip(*(x if x is not None else [None] * info.batch_size for x in lifted), strict=True)
    weights = class_weight.movedim(in_dims[4], 0)
    each = [_cross_entropy(*part, own, dim, *numbers, needed) for part, own in zip(parts, weights, strict=True)]
    losses, lse, gradients = (torch.stack(x) for x in zip(*each, strict=True))
    return (losses, lse, gradients if needed else gradients[0]), out_dims


def _lifted(x: Tensor | None, at: int | None, size: int) -> Any:
    if x is None:
        return None
    return x.expand(size, *x.shape) if at is None else x.movedim(at, 0)


_cross_entropy.register_vmap(_map)


class _Overwrite(torch.autograd.Function):
    """As `_cross_entropy`, with the gradient in the memory of the logits."""

    @staticmethod
    def forward(
        ctx: Any,
        logits: Tensor,
        target: Tensor,
        factor: Tensor,
        kept: Tensor | None,
        class_weight: Tensor | None,
        dim: int,
        smoothing: float,
        z_loss: float,
        softcap: float,
        triton: bool,
    ) -> tuple[Tensor, Tensor]:
        # detach() shares the version counter: an operation that saved these logits for its own way back will notice.
        same = logits.detach()
        losses, lse = _fill(
            same, same, target, factor, kept, class_weight, dim, Recipe(smoothing, z_loss, softcap), triton
        )
        ctx.dim = dim
        ctx.mark_non_differentiable(lse)
        ctx.save_for_backward(same, factor, kept)
        return losses, lse

    @staticmethod
    def backward(ctx: Any, upstream: Tensor, _: Tensor) -> tuple[Tensor | None, ...]:
        gradient, factor, kept = ctx.saved_tensors
        return scale_rows(ctx, gradient, upstream, factor, kept, ctx.dim), *(None,) * 9
