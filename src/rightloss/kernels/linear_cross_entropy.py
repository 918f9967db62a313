"""A linear head and its cross-entropy in one: the logits of a chunk of rows at a time, and never all of them."""

from typing import Any, NamedTuple

import torch
from torch import Tensor

from rightloss.kernels import _operators as operators
from rightloss.kernels._head import Head, Needed, Places, empty_gradients, walk
from rightloss.kernels._shards import Shard, sharded_losses_and_gradient_
from rightloss.kernels._softmax import Rows, chunk_arithmetic
from rightloss.losses import _linear as linear
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
    group, start, classes = shard or ("", 0, 0)
    call = _Call(
        hidden,
        weight,
        bias,
        target,
        None if factor is None else factor.to(wide),
        kept,
        None if class_weight is None else class_weight.detach().to(wide),
        [recipe.smoothing, recipe.z_loss, recipe.softcap, scale],
        [chunk, start, classes],
        group,
        triton,
        [*operators.wanted(factor, hidden, weight, bias), details],
    )
    # On the way to a custom operator torch.autocast is still on, and would round what is computed inside.
    with linear.without_autocast(hidden):
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
        return Head(self.hidden, self.weight, self.bias, self.numbers[3], shard)

    @property
    def recipe(self) -> Recipe:
        return Recipe(*self.numbers[:3])

    def empty(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Memory for losses, log-sum-exps, entropies and hits."""
        rows = len(self.hidden)
        make, wide, detailed = self.hidden.new_empty, self.head.wide, rows if self.needed[3] else 0
        return (
            make(rows, dtype=wide),
            make(rows, dtype=wide),
            make(detailed, dtype=wide),
            make(detailed, dtype=torch.bool),
        )


_TENSORS = "Tensor hidden, Tensor weight, Tensor? bias, Tensor target, Tensor? factor, Tensor? kept, Tensor? classes"
_NUMBERS = "float[] numbers, int[] sizes, str group, bool triton, bool[] needed"
_SCHEMA = f"({_TENSORS}, {_NUMBERS}) -> ({', '.join(['Tensor'] * 7)})"


@torch.library.custom_op("rightloss::linear_cross_entropy", mutates_args=(), schema=_SCHEMA)
def _operator(*arguments: Any) -> tuple[Tensor, ...]:
    """The sum of factor * loss (the loss of each row), log-sum-exps, entropies, hits, and the gradients of the sum."""
    operators.refuse_forward_mode()
    call = _Call(*arguments)
    head, factor = call.head, call.factor
    rows = Rows(call.target, _ones(call) if factor is None else factor.contiguous(), call.kept)
    found = tuple(x.zero_() for x in call.empty())

    def arithmetic(at: Places, out: Tensor) -> None:
        own = Rows(rows.target[at], rows.factor[at], None if rows.kept is None else rows.kept[at])
        for whole, part in zip(found, _of_chunk(call, head.shard, out, own), strict=True):
            if len(whole):
                whole[at] = part

    gradients = walk(head, call.kept, Needed(*call.needed[:3]), arithmetic, chunk=call.sizes[0])
    return operators.total(found[0], factor, call.kept), *found[1:], *gradients.narrow(head)


def _ones(call: _Call) -> Tensor:
    return call.hidden.new_ones(len(call.hidden), dtype=call.head.wide)


@_operator.register_fake
def _(*arguments: Any) -> tuple[Tensor, ...]:
    call = _Call(*arguments)
    losses, *others = call.empty()
    loss = losses if call.factor is None else call.factor.new_empty(())
    return loss, *others, *empty_gradients(call.head, Needed(*call.needed[:3])).narrow(call.head)


operators.differentiate(_operator, _Call, tensors=7)
operators.map_rows(_operator, _Call, "hidden target factor kept")


def _of_chunk(call: _Call, shard: Shard | None, out: Tensor, rows: Rows) -> tuple[Tensor, ...]:
    """Losses, log-sum-exps, entropies and hits of some rows, whose logits in `out` become their gradient."""
    detailed = call.needed[3]
    if shard is not None:
        found = sharded_losses_and_gradient_(out, rows, call.class_weight, call.recipe, shard, detailed)
        if rows.kept is None:
            return found
        dropped = ~rows.kept
        out.masked_fill_(dropped.unsqueeze(1), 0)
        return tuple(x.masked_fill(dropped, 0) for x in found)
    entropy_and_hit = _details(out, rows, call.recipe) if detailed else (out, out)
    return *chunk_arithmetic(out, out, rows, call.class_weight, call.recipe, triton=call.triton), *entropy_and_hit


def _details(logits: Tensor, rows: Rows, recipe: Recipe) -> tuple[Tensor, Tensor]:
    bent = recipe.softcap * torch.tanh(logits / recipe.softcap) if recipe.softcap else logits
    logs = torch.log_softmax(bent, 1)
    entropy = torch.special.entr(logs.exp()).sum(1)
    hit = logits.argmax(1) == (rows.target.argmax(1) if rows.target.is_floating_point() else rows.target)
    return (entropy, hit) if rows.kept is None else (entropy.where(rows.kept, 0), hit & rows.kept)
