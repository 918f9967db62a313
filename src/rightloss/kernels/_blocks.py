"""Cutting a tensor of logits into chunks, without copying it."""

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

# Bytes of one chunk of logits. Smaller ones stay in a cache; each is several parallel regions, though, and with busy
# cores the waiting at their ends grows with their number.
CHUNK_BYTES = 8 << 20
# Of logits that a head makes: a product of few rows reads all the weights for little work.
HEAD_BYTES = 32 << 20
ACCELERATOR_BYTES = 256 << 20


def rows_per_chunk(numbers: int, device: torch.device, *, head: bool = False) -> int:
    """How many rows of `numbers` float32 numbers make a chunk; at least 1. `head`: of logits that are made here."""
    on_cpu = HEAD_BYTES if head else CHUNK_BYTES
    budget = on_cpu if device.type == "cpu" else ACCELERATOR_BYTES
    return max(1, budget // (4 * max(1, numbers)))


def chunks(wide: Sequence[Tensor], narrow: Sequence[Tensor], dim: int) -> Iterator[tuple[list[Tensor], list[Tensor]]]:
    """Views of the same rows of all tensors, with the classes in dimension 1.

    Args:
        wide: tensors of one shape (*, C, *), the classes in dimension `dim`.
        narrow: tensors of that shape without C.
        dim: where the classes are.

    Yields:
        Views of shape (n, C) or (n, C, S), and of shape (n) or (n, S); writing into them writes into the tensors.
    """
    if all(tensor.stride(dim) == 1 for tensor in wide):
        wide, dim = [tensor.movedim(dim, -1) for tensor in wide], wide[0].dim() - 1
    flat_wide, flat_narrow = [_flat(x, dim) for x in wide], [_flat_rows(x, dim) for x in narrow]
    whole_wide, whole_narrow = [x for x in flat_wide if x is not None], [x for x in flat_narrow if x is not None]
    if len(whole_wide) == len(wide) and len(whole_narrow) == len(narrow):
        yield from _cut(whole_wide, whole_narrow)
    elif dim > 0:
        for row in range(wide[0].shape[0]):
            yield from chunks([x[row] for x in wide], [x[row] for x in narrow], dim - 1)
    else:
        # Dimensions after the classes that no view joins: one index of the last at a time.
        for last in range(wide[0].shape[-1]):
            yield from chunks([x[..., last] for x in wide], [x[..., last] for x in narrow], dim)


def _flat(x: Tensor, dim: int) -> Tensor | None:
    """`x` as (n, C) or (n, C, S), or None where that takes a copy."""
    after = x.shape[dim + 1 :]
    return _view(x, (-1, x.shape[dim], after.numel()) if after else (-1, x.shape[dim]))


def _flat_rows(x: Tensor, dim: int) -> Tensor | None:
    after = x.shape[dim:]
    return _view(x, (-1, after.numel()) if after else (-1,))


def _view(x: Tensor, shape: tuple[int, ...]) -> Tensor | None:
    known = 1
    for size in shape[1:]:
        known *= size
    try:
        return x.view(x.numel() // max(known, 1), *shape[1:])
    except RuntimeError:  # torch's word for "not without a copy"
        return None


def _cut(wide: list[Tensor], narrow: list[Tensor]) -> Iterator[tuple[list[Tensor], list[Tensor]]]:
    numbers = wide[0].shape[1:].numel()
    step = rows_per_chunk(numbers, wide[0].device)
    for start in range(0, wide[0].shape[0] if numbers else 0, step):
        yield [x[start : start + step] for x in wide], [x[start : start + step] for x in narrow]
