"""A linear head and its cross-entropy, chunk by chunk of rows: the loop, in one reused buffer of logits."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from rightloss.kernels._blocks import rows_per_chunk
from rightloss.kernels._products import add_product_, product_
from rightloss.kernels._shards import Shard, sharded_losses_and_gradient_
from rightloss.kernels._softmax import Rows, chunk_arithmetic
from rightloss.losses.multiclass._recipe import Recipe


@dataclass(frozen=True)
class Head:
    """A linear head.

    Attributes:
        hidden: shape (N, D).
        weight: shape (V, D), the dtype of `hidden`.
        bias: shape (V,), or None.
        scale: what the logits are multiplied by.
        shard: which classes these weights are of, where other processes hold the others; None has all.
        triton: whether chunks are computed in the Triton form.
    """

    hidden: Tensor
    weight: Tensor
    bias: Tensor | None
    scale: float
    shard: Shard | None = None
    triton: bool = False

    @property
    def wide(self) -> torch.dtype:
        """What is computed and summed in."""
        return torch.float64 if self.hidden.dtype == torch.float64 else torch.float32

    def logits_(self, out: Tensor, hidden: Tensor) -> Tensor:
        """Write the logits of some rows of hidden states into `out`."""
        product_(out, hidden, self.weight.t())
        if self.bias is not None:
            out.add_(self.bias)
        return out.mul_(self.scale) if self.scale != 1 else out


@dataclass(frozen=True)
class Needed:
    """Which gradients are wanted, and whether entropies and hits are."""

    hidden: bool = False
    weight: bool = False
    bias: bool = False
    details: bool = False


@dataclass(frozen=True)
class Result:
    """What a walk over the rows gives: per row, in the wide dtype; gradients empty where they were not needed."""

    losses: Tensor
    lse: Tensor
    entropy: Tensor
    hit: Tensor
    hidden: Tensor
    weight: Tensor
    bias: Tensor


def empty_result(head: Head, needed: Needed) -> Result:
    """A result of the right shapes; its gradients are in the wide dtype."""
    rows, wide = len(head.hidden), head.wide
    make = head.hidden.new_empty
    return Result(
        make(rows, dtype=wide),
        make(rows, dtype=wide),
        make(rows if needed.details else 0, dtype=wide),
        make(rows if needed.details else 0, dtype=torch.bool),
        torch.empty_like(head.hidden, memory_format=torch.contiguous_format) if needed.hidden else make(0),
        make(head.weight.shape if needed.weight else (0,), dtype=wide),
        make(len(head.weight) if needed.bias else 0, dtype=wide),
    )


def walk(head: Head, rows: Rows, class_weight: Tensor | None, recipe: Recipe, needed: Needed, chunk: int) -> Result:
    """The losses of all rows, and the gradients of the sum of factor * loss.

    Args:
        head: see `Head`.
        rows: targets, factors and which rows are kept; on the CPU only those are computed.
        class_weight: shape (V,), or None.
        recipe: smoothing, z-loss and softcap.
        needed: see `Needed`.
        chunk: rows at a time; 0 takes as many as the budget of memory holds.
    """
    result = empty_result(head, needed)
    for gradient in (result.weight, result.bias, result.entropy):
        gradient.zero_()
    for rowwise in (result.losses, result.lse, result.hidden, result.hit):
        rowwise.zero_()
    chunk = chunk or rows_at_a_time(head)
    buffer = head.hidden.new_empty(0, dtype=head.wide)
    for at in chunks_of_rows(len(head.hidden), rows.kept, chunk):
        hidden = head.hidden[at]
        if not buffer.numel():
            buffer = head.hidden.new_empty(len(hidden), len(head.weight), dtype=head.wide)
        out = head.logits_(buffer[: len(hidden)], hidden)
        own = Rows(rows.target[at], rows.factor[at], None if rows.kept is None else rows.kept[at])
        _write_rows(result, at, out, own, class_weight, recipe, needed, head)
        _add_gradients(result, at, out, hidden, head, needed)
    if head.shard is not None and needed.hidden:
        head.shard.all_reduce_(result.hidden)
    return result


def _write_rows(
    result: Result,
    at: slice | Tensor,
    out: Tensor,
    rows: Rows,
    class_weight: Tensor | None,
    recipe: Recipe,
    needed: Needed,
    head: Head,
) -> None:
    """Losses and the like of some rows into the result, and their gradient into `out`, which holds their logits."""
    shard = head.shard
    if shard is None:
        if needed.details:
            _write_details(result, at, out, rows, recipe)
        found = chunk_arithmetic(out, out, rows, class_weight, recipe, triton=head.triton)
        result.losses[at], result.lse[at] = found
        return
    losses, lse, entropy, hit = sharded_losses_and_gradient_(out, rows, class_weight, recipe, shard, needed.details)
    dropped = torch.zeros_like(hit) if rows.kept is None else ~rows.kept
    out.masked_fill_(dropped.unsqueeze(1), 0)
    result.losses[at], result.lse[at] = losses.masked_fill(dropped, 0), lse.masked_fill(dropped, 0)
    if needed.details:
        result.entropy[at], result.hit[at] = entropy.masked_fill(dropped, 0), hit & ~dropped


def rows_at_a_time(head: Head) -> int:
    """How many rows of logits the budget of memory holds."""
    return rows_per_chunk(len(head.weight), head.hidden.device, head=True)


def chunks_of_rows(rows: int, kept: Tensor | None, chunk: int) -> Iterator[slice | Tensor]:
    """The rows of each chunk: on the CPU only the kept ones, elsewhere all, as to look would be to wait."""
    if kept is None or kept.device.type != "cpu" or bool(kept.all()):
        yield from (slice(start, min(start + chunk, rows)) for start in range(0, rows, chunk))
    else:
        yield from torch.split(kept.nonzero().squeeze(1), chunk)


def _write_details(result: Result, at: slice | Tensor, logits: Tensor, rows: Rows, recipe: Recipe) -> None:
    bent = recipe.softcap * torch.tanh(logits / recipe.softcap) if recipe.softcap else logits
    logs = torch.log_softmax(bent, 1)
    entropy = torch.special.entr(logs.exp()).sum(1)
    result.entropy[at] = entropy if rows.kept is None else entropy.where(rows.kept, 0)
    wanted = rows.target.argmax(1) if rows.target.is_floating_point() else rows.target
    hit = logits.argmax(1) == wanted
    result.hit[at] = hit if rows.kept is None else hit & rows.kept


def _add_gradients(
    result: Result, at: slice | Tensor, gradient: Tensor, hidden: Tensor, head: Head, needed: Needed
) -> None:
    if head.scale != 1 and (needed.hidden or needed.weight or needed.bias):
        gradient.mul_(head.scale)
    if needed.bias:
        result.bias.add_(gradient.sum(0))
    if needed.weight:
        add_product_(result.weight, gradient.t(), hidden)
    if needed.hidden:
        same = result.hidden.dtype == head.wide and isinstance(at, slice)
        out = result.hidden[at] if same else gradient.new_empty(len(hidden), hidden.shape[1])
        product_(out, gradient, head.weight)
        if not same:
            result.hidden[at] = out.to(result.hidden.dtype)
