"""A linear head and its cross-entropy in one: the logits of a chunk of rows at a time, and never all of them."""

from typing import Any, NamedTuple

import torch
from torch import Tensor

from rightloss.kernels._head import Head, Needed, Result, empty_result, walk
from rightloss.kernels._scale import refuse_second_derivative, scale_whole
from rightloss.kernels._shards import Shard
from rightloss.kernels._softmax import Rows
from rightloss.losses.multiclass._recipe import Recipe


class Walked(NamedTuple):
    """The loss, and what was met on the way to it: per row, outside the graph."""

    loss: Tensor
    logsumexp: Tensor
    entropy: Tensor
    hit: Tensor


def linear_cross_entropy_rows(
    hidden: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    target: Tensor,
    *,
    factor: Tensor | None,
    kept: Tensor | None,
    class_weight: Tensor | None,
    recipe: Recipe,
    scale: float = 1.0,
    details: bool = False,
    chunk: int = 0,
    shard: tuple[str, int, int] | None = None,
    triton: bool = False,
) -> Walked:
    """The sum of factor * loss with its gradients made on the way forward, or the loss of each row.

    Args:
        hidden: shape (N, D), floating-point.
        weight: shape (V, D), the dtype of `hidden`.
        bias: shape (V,), or None.
        target: class indices within range, shape (N,), or shares of the classes, shape (N, V).
        factor: shape (N,): the result is the sum. None: the loss of each row, whose gradients are made on the way back
            from logits computed anew, as only then it is known what each row counts.
        kept: bool, shape (N,), or None.
        class_weight: shape (V,), or None.
        recipe: smoothing, z-loss and softcap.
        scale: what the logits are multiplied by, before the softcap.
        details: whether entropies and hits are computed too.
        chunk: rows at a time; 0 takes as many as the budget of memory holds.
        shard: where processes share the classes: name of their group, first class of this one, number of all classes.
        triton: whether to compute chunks in the Triton form.
    """
    wide = torch.float64 if hidden.dtype == torch.float64 else torch.float32
    weights = None if class_weight is None else class_weight.detach().to(wide)
    numbers = (recipe.smoothing, recipe.z_loss, recipe.softcap, scale, chunk, *(shard or ("", 0, 0)), triton)
    # On the way to a custom operator torch.autocast is still on, and would round what is computed inside.
    with torch.autocast(hidden.device.type, enabled=False):
        if factor is None:
            losses, lse, entropy, hit = _rows(hidden, weight, bias, target, kept, weights, *numbers, details)
            return Walked(losses, lse, entropy, hit)
        graph = torch.is_grad_enabled()
        wanted = [graph and x is not None and x.requires_grad for x in (hidden, weight, bias)]
        loss, lse, entropy, hit, *_ = _total(
            hidden, weight, bias, target, factor.to(wide), kept, weights, *numbers, details, *wanted
        )
        return Walked(loss, lse, entropy, hit)


def _walk(
    hidden: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    target: Tensor,
    factor: Tensor,
    kept: Tensor | None,
    class_weight: Tensor | None,
    numbers: tuple[float, float, float, float, int, str, int, int, bool],
    needed: Needed,
) -> Result:
    smoothing, z_loss, softcap, scale, chunk, group, start, classes, triton = numbers
    shard = Shard(group, start, classes) if group else None
    rows = Rows(target, factor, kept)
    return walk(
        Head(hidden, weight, bias, scale, shard, triton),
        rows,
        class_weight,
        Recipe(smoothing, z_loss, softcap),
        needed,
        chunk,
    )


@torch.library.custom_op("rightloss::linear_cross_entropy", mutates_args=())
def _total(
    hidden: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    target: Tensor,
    factor: Tensor,
    kept: Tensor | None,
    class_weight: Tensor | None,
    smoothing: float,
    z_loss: float,
    softcap: float,
    scale: float,
    chunk: int,
    group: str,
    start: int,
    classes: int,
    triton: bool,
    details: bool,
    for_hidden: bool,
    for_weight: bool,
    for_bias: bool,
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
    """The sum of factor * loss, log-sum-exps, entropies, hits, and the gradients of the sum (empty unless wanted)."""
    needed = Needed(for_hidden, for_weight, for_bias, details)
    numbers = (smoothing, z_loss, softcap, scale, chunk, group, start, classes, triton)
    found = _walk(hidden, weight, bias, target, factor, kept, class_weight, numbers, needed)
    total = (found.losses * factor).sum() if kept is None else (found.losses * factor.where(kept, 0)).sum()
    return total, found.lse, found.entropy, found.hit, *_gradients(found, weight)


def _gradients(found: Result, weight: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    return found.hidden, found.weight.to(weight.dtype), found.bias.to(weight.dtype)


@_total.register_fake
def _(
    hidden: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    target: Tensor,
    factor: Tensor,
    kept: Tensor | None,
    class_weight: Tensor | None,
    smoothing: float,
    z_loss: float,
    softcap: float,
    scale: float,
    chunk: int,
    group: str,
    start: int,
    classes: int,
    triton: bool,
    details: bool,
    for_hidden: bool,
    for_weight: bool,
    for_bias: bool,
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
    shape = empty_result(Head(hidden, weight, bias, scale), Needed(for_hidden, for_weight, for_bias, details))
    return factor.new_empty(()), shape.lse, shape.entropy, shape.hit, *_gradients(shape, weight)


def _remember_total(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, ...]) -> None:
    ctx.mark_non_differentiable(*output[1:])
    ctx.set_materialize_grads(False)
    ctx.save_for_backward(*output[4:])


def _back_from_total(ctx: Any, upstream: Tensor | None, *_: None) -> tuple[Tensor | None, ...]:
    nothing = (None,) * 17
    if upstream is None:
        return None, None, None, *nothing
    gradients = scale_whole(ctx, ctx.saved_tensors, upstream)
    return *(g if wanted else None for g, wanted in zip(gradients, ctx.needs_input_grad, strict=False)), *nothing


_total.register_autograd(_back_from_total, setup_context=_remember_total)


@torch.library.custom_op("rightloss::linear_cross_entropy_rows", mutates_args=())
def _rows(
    hidden: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    target: Tensor,
    kept: Tensor | None,
    class_weight: Tensor | None,
    smoothing: float,
    z_loss: float,
    softcap: float,
    scale: float,
    chunk: int,
    group: str,
    start: int,
    classes: int,
    triton: bool,
    details: bool,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The loss of each row, log-sum-exps, entropies and hits."""
    factor = hidden.new_ones(len(hidden), dtype=Head(hidden, weight, bias, scale).wide)
    numbers = (smoothing, z_loss, softcap, scale, chunk, group, start, classes, triton)
    found = _walk(hidden, weight, bias, target, factor, kept, class_weight, numbers, Needed(details=details))
    return found.losses, found.lse, found.entropy, found.hit


@_rows.register_fake
def _(
    hidden: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    target: Tensor,
    kept: Tensor | None,
    class_weight: Tensor | None,
    smoothing: float,
    z_loss: float,
    softcap: float,
    scale: float,
    chunk: int,
    group: str,
    start: int,
    classes: int,
    triton: bool,
    details: bool,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    shape = empty_result(Head(hidden, weight, bias, scale), Needed(details=details))
    return shape.losses, shape.lse, shape.entropy, shape.hit


@torch.library.custom_op("rightloss::linear_cross_entropy_rows_backward", mutates_args=())
def _rows_backward(
    upstream: Tensor,
    hidden: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    target: Tensor,
    kept: Tensor | None,
    class_weight: Tensor | None,
    smoothing: float,
    z_loss: float,
    softcap: float,
    scale: float,
    chunk: int,
    group: str,
    start: int,
    classes: int,
    triton: bool,
    for_hidden: bool,
    for_weight: bool,
    for_bias: bool,
) -> tuple[Tensor, Tensor, Tensor]:
    """The gradients of the sum of upstream * loss (empty unless wanted)."""
    numbers = (smoothing, z_loss, softcap, scale, chunk, group, start, classes, triton)
    needed = Needed(for_hidden, for_weight, for_bias)
    upstream = upstream.contiguous()
    return _gradients(_walk(hidden, weight, bias, target, upstream, kept, class_weight, numbers, needed), weight)


@_rows_backward.register_fake
def _(
    upstream: Tensor,
    hidden: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    target: Tensor,
    kept: Tensor | None,
    class_weight: Tensor | None,
    smoothing: float,
    z_loss: float,
    softcap: float,
    scale: float,
    chunk: int,
    group: str,
    start: int,
    classes: int,
    triton: bool,
    for_hidden: bool,
    for_weight: bool,
    for_bias: bool,
) -> tuple[Tensor, Tensor, Tensor]:
    shape = empty_result(Head(hidden, weight, bias, scale), Needed(for_hidden, for_weight, for_bias))
    return _gradients(shape, weight)


def _remember_rows(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, ...]) -> None:
    ctx.mark_non_differentiable(*output[1:])
    ctx.set_materialize_grads(False)
    ctx.save_for_backward(*inputs[:6])
    ctx.numbers = inputs[6:15]


def _back_from_rows(ctx: Any, upstream: Tensor | None, *_: None) -> tuple[Tensor | None, ...]:
    refuse_second_derivative()
    nothing = (None,) * 13
    if upstream is None:
        return None, None, None, *nothing
    wanted = ctx.needs_input_grad[:3]
    found = _rows_backward(upstream, *ctx.saved_tensors, *ctx.numbers, *wanted)
    return *(g if w else None for g, w in zip(found, wanted, strict=True)), *nothing


_rows.register_autograd(_back_from_rows, setup_context=_remember_rows)
