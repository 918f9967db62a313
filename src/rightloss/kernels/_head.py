"""A linear head, chunk by chunk of rows: the loop that makes logits in one reused buffer, and gradients of theirs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from rightloss.kernels._blocks import rows_per_chunk
from rightloss.kernels._products import add_product_, product_
from rightloss.kernels._shards import Shard

Places = slice | Tensor  # which rows


@dataclass(frozen=True)
class Head:
    """A linear head.

    Attributes:
        hidden: shape (N, D).
        weight: shape (V, D), the dtype of `hidden`.
        bias: shape (V,), or None.
        scale: what the logits are multiplied by.
        shard: which classes these weights are of, where other processes hold the others; None has all.
    """

    hidden: Tensor
    weight: Tensor
    bias: Tensor | None
    scale: float
    shard: Shard | None = None

    @property
    def wide(self) -> torch.dtype:
        """What is computed and summed in."""
        return torch.float64 if self.hidden.dtype == torch.float64 else torch.float32

    @property
    def classes_of_each(self) -> int:
        """How many classes a process holds: one number for all of them, as they must walk in step."""
        return len(self.weight) if self.shard is None else self.shard.classes_of_each

    def logits_(self, out: Tensor, hidden: Tensor) -> Tensor:
        """Write the logits of some rows of hidden states into `out`."""
        product_(out, hidden, self.weight.t())
        if self.bias is not None:
            out.add_(self.bias)
        return out.mul_(self.scale) if self.scale != 1 else out


@dataclass(frozen=True)
class Needed:
    """Which gradients are wanted."""

    hidden: bool = False
    weight: bool = False
    bias: bool = False


@dataclass(frozen=True)
class Gradients:
    """By hidden states, weights and bias: empty where they are not needed, the last two in the wide dtype."""

    hidden: Tensor
    weight: Tensor
    bias: Tensor

    def narrow(self, head: Head) -> tuple[Tensor, Tensor, Tensor]:
        """All three in the dtype of the head."""
        return self.hidden, self.weight.to(head.weight.dtype), self.bias.to(head.weight.dtype)


def empty_gradients(head: Head, needed: Needed) -> Gradients:
    """Gradients of the right shapes."""
    make = head.hidden.new_empty
    return Gradients(
        torch.empty_like(head.hidden, memory_format=torch.contiguous_format) if needed.hidden else make(0),
        make(head.weight.shape if needed.weight else (0,), dtype=head.wide),
        make(len(head.weight) if needed.bias else 0, dtype=head.wide),
    )


def walk(
    head: Head,
    kept: Tensor | None,
    needed: Needed,
    arithmetic: Callable[[Places, Tensor], None],
    *,
    chunk: int = 0,
    buffers: int = 1,
) -> Gradients:
    """Make the logits of all rows, a chunk at a time, and the gradients of a head out of theirs.

    Args:
        head: see `Head`.
        kept: bool, shape (N,): on the CPU only these rows are computed; the others get no gradient. None keeps all.
        needed: see `Needed`.
        arithmetic: takes the places of some rows and their logits, and leaves the gradient by these in their memory
            (anything, where no gradient is needed). It is not called where there is no row.
        chunk: rows at a time; 0 takes as many as the budget of memory holds.
        buffers: how many tensors of the size of these logits the arithmetic needs, with theirs: they share the budget.
    """
    gradients = empty_gradients(head, needed)
    for gradient in (gradients.hidden, gradients.weight, gradients.bias):
        gradient.zero_()
    chunk = chunk or rows_per_chunk(buffers * head.classes_of_each, head.hidden.device, head=True)
    buffer = head.hidden.new_empty(0, dtype=head.wide)
    for at in _chunks_of_rows(len(head.hidden), kept, chunk):
        hidden = head.hidden[at]
        if not buffer.numel():
            buffer = head.hidden.new_empty(len(hidden), len(head.weight), dtype=head.wide)
        out = head.logits_(buffer[: len(hidden)], hidden)
        arithmetic(at, out)
        _add_gradients(gradients, at, out, hidden, head, needed)
    if head.shard is not None and needed.hidden:
        head.shard.all_reduce_(gradients.hidden)
    return gradients


def _chunks_of_rows(rows: int, kept: Tensor | None, chunk: int) -> Iterator[Places]:
    """The rows of each chunk: on the CPU only the kept ones, elsewhere all, as to look would be to wait."""
    if kept is None or kept.device.type != "cpu" or bool(kept.all()):
        yield from (slice(start, min(start + chunk, rows)) for start in range(0, rows, chunk))
    elif bool(kept.any()):
        yield from torch.split(kept.nonzero().squeeze(1), chunk)


def _add_gradients(
    gradients: Gradients, at: Places, gradient: Tensor, hidden: Tensor, head: Head, needed: Needed
) -> None:
    if head.scale != 1 and (needed.hidden or needed.weight or needed.bias):
        gradient.mul_(head.scale)
    if needed.bias:
        gradients.bias.add_(gradient.sum(0))
    if needed.weight:
        add_product_(gradients.weight, gradient.t(), hidden)
    if needed.hidden:
        same = gradients.hidden.dtype == head.wide and isinstance(at, slice)
        out = gradients.hidden[at] if same else gradient.new_empty(len(hidden), hidden.shape[1])
        product_(out, gradient, head.weight)
        if not same:
            gradients.hidden[at] = out.to(gradients.hidden.dtype)
