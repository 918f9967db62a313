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
    group, start, classes = shard or ("", 0, 0)
    on_the_way = factor is not None and torch.is_grad_enabled()
    wanted = [on_the_way and x is not None and x.requires_grad for x in (hidden, weight, bias)]
    call = _Call(
        hidden,
        weight,
        bias,
        target,
        None if factor is None else factor.to(wide),
        kept,
        weights,
        [recipe.smoothing, recipe.z_loss, recipe.softcap, scale],
        [chunk, start, classes],
        group,
        triton,
        [*wanted, details],
    )
    # On the way to a custom operator torch.autocast is still on, and would round what is computed inside.
    with torch.autocast(hidden.device.type, enabled=False):
        return Walked(*_operator(*call)[:4])


class _Call(NamedTuple):
    """The arguments of the operator.

    Attributes:
        hidden: as above, like the next six.
        numbers: smoothing, z-loss, softcap, scale.
        sizes: rows of a chunk, first class of this process, classes of all.
        group: of the processes that share the classes; empty for none.
        triton: whether to compute chunks in the Triton form.
        needed: whether gradients of hidden states, weights and bias are, and entropies with hits.
    """

    hidden: Tensor
    weight: Tensor
    bias: Tensor | None
    target: Tensor
    factor: Tensor | None
    kept: Tensor | None
    class_weight: Tensor | None
    numbers: list[float]
    sizes: list[int]
    group: str
    triton: bool
    needed: list[bool]

    @property
    def head(self) -> Head:
        _, start, classes = self.sizes
        shard = Shard(self.group, start, classes) if self.group else None
        return Head(self.hidden, self.weight, self.bias, self.numbers[3], shard, self.triton)


_TENSORS = "Tensor hidden, Tensor weight, Tensor? bias, Tensor target, Tensor? factor, Tensor? kept, Tensor? classes"
_NUMBERS = "float[] numbers, int[] sizes, str group, bool triton, bool[] needed"
_SCHEMA = f"({_TENSORS}, {_NUMBERS}) -> ({', '.join(['Tensor'] * 7)})"


@torch.library.custom_op("rightloss::linear_cross_entropy", mutates_args=(), schema=_SCHEMA)
def _operator(*arguments: Any) -> tuple[Tensor, ...]:
    """The sum of factor * loss, log-sum-exps, entropies, hits, and the gradients of the sum, empty unless needed.

    Without a factor it is the loss of each row.
    """
    call = _Call(*arguments)
    head = call.head
    factor = call.hidden.new_ones(len(call.hidden), dtype=head.wide) if call.factor is None else call.factor
    rows = Rows(call.target, factor.contiguous(), call.kept)
    found = walk(head, rows, call.class_weight, Recipe(*call.numbers[:3]), Needed(*call.needed), call.sizes[0])
    return _outputs(_loss(call, found.losses), found, call.weight.dtype)


def _loss(call: _Call, losses: Tensor) -> Tensor:
    if call.factor is None:
        return losses
    return (losses * (call.factor if call.kept is None else call.factor.where(call.kept, 0))).sum()


@_operator.register_fake
def _(*arguments: Any) -> tuple[Tensor, ...]:
    call = _Call(*arguments)
    shape = empty_result(call.head, Needed(*call.needed))
    return _outputs(shape.losses if call.factor is None else call.factor.new_empty(()), shape, call.weight.dtype)


def _outputs(loss: Tensor, found: Result, dtype: torch.dtype) -> tuple[Tensor, ...]:
    return loss, found.lse, found.entropy, found.hit, found.hidden, found.weight.to(dtype), found.bias.to(dtype)


def _remember(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, ...]) -> None:
    call = _Call(*inputs)
    ctx.mark_non_differentiable(*output[1:])
    ctx.set_materialize_grads(False)
    ctx.is_sum = call.factor is not None
    ctx.save_for_backward(*(output[4:] if ctx.is_sum else call[:7]))
    ctx.numbers = call[7:11]


def _back(ctx: Any, upstream: Tensor | None, *_: None) -> tuple[Tensor | None, ...]:
    refuse_second_derivative()
    nothing = (None,) * (len(_Call._fields) - 3)
    if upstream is None:
        return None, None, None, *nothing
    wanted = ctx.needs_input_grad[:3]
    if ctx.is_sum:
        found = scale_whole(ctx, ctx.saved_tensors, upstream)
    else:
        hidden, weight, bias, target, _, kept, classes = ctx.saved_tensors
        rows = (hidden, weight, bias, target, upstream, kept, classes)
        found = _operator(*rows, *ctx.numbers, [*wanted, False])[4:]
    return *(g if w else None for g, w in zip(found, wanted, strict=True)), *nothing


_operator.register_autograd(_back, setup_context=_remember)
