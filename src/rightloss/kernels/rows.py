"""Losses whose rows do not meet: value and slope at once, chunk by chunk, and the slope alone is kept."""

import math
import threading
from collections.abc import Iterable, Mapping
from typing import Any

import torch
from torch import Tensor

from rightloss.kernels._scale import scaled, times_number
from rightloss.losses._fused import Terms

# Numbers of one chunk for each thread: what is computed on the way stays in its cache. No chunk is larger than MOST,
# as its memory is kept.
CHUNK = 1 << 18
MOST = 1 << 22
SPARE = 3


def rows(
    terms: Terms, x: Tensor, constants: tuple[Tensor, ...], options: Mapping[str, Any], by: float | None
) -> Tensor | None:
    """The values of all rows, or their sum divided by a number; None where one is not finite.

    Args:
        terms: see `Terms`.
        x: what is differentiated by, float32 or float64, shape (N, ...).
        constants: the other tensors, N rows each.
        options: of the loss.
        by: what the sum is divided by; None gives the values.
    """
    slope = torch.empty_like(x, requires_grad=False)
    values = _values(terms, slope, x.detach(), constants, options, by)
    if values is None:
        return None
    made: Tensor = _Made.apply(x, (terms, options, by, values, slope, constants))  # type: ignore[no-untyped-call]
    return made


def _values(
    terms: Terms, slope: Tensor, x: Tensor, constants: tuple[Tensor, ...], options: Mapping[str, Any], by: float | None
) -> Tensor | None:
    """Write the slope, and give the values, or their sum divided by a number, as the slope then is too."""
    total, chunks = 0.0, min(torch.get_num_threads() * CHUNK, MOST)
    if by is None:
        shape = x.shape if terms.dim is None else x.select(terms.dim, 0).shape
        into = [torch.empty(shape, dtype=x.dtype)]
    else:
        into = []
    for out, own, *rest in _chunks((slope, x, *constants, *into), chunks, elementwise=terms.dim is None):
        found = terms.with_slope(out, _spare(out, chunks), own, *rest[: len(constants)], **options)
        total += found.sum().item()
        if by is None:
            rest[-1].copy_(found if found.dim() == rest[-1].dim() else found.sum(terms.dim))
        elif by != 1:
            out.mul_(1 / by)
    if not math.isfinite(total):
        return None
    return into[0] if by is None else torch.full((), total / by, dtype=x.dtype)


def _chunks(tensors: tuple[Tensor, ...], numbers: int, *, elementwise: bool) -> Iterable[tuple[Tensor, ...]]:
    """Views of the same rows of all tensors."""
    slope = tensors[0]
    if slope.numel() <= numbers or not all(tensor.dim() for tensor in tensors):
        return (tensors,)
    if elementwise and all(tensor.is_contiguous() for tensor in tensors):
        tensors = tuple(tensor.view(-1) for tensor in tensors)
    step = max(1, numbers * tensors[0].shape[0] // slope.numel())
    return zip(*(torch.split(tensor, step) for tensor in tensors), strict=True)


def _spare(like: Tensor, numbers: int) -> list[Tensor]:
    """Memory to compute in, of the shape of a chunk; a thread keeps its own, as fresh memory costs more than a pass."""
    key = (like.shape, like.dtype, numbers)
    if found := _KEPT.views.get(key):
        return found
    if like.numel() > numbers:
        return list(torch.empty((SPARE, *like.shape), dtype=like.dtype))
    if len(_KEPT.views) > 99:
        _KEPT.views.clear()
    with torch.inference_mode(False):
        flat = _KEPT.flat.setdefault((like.dtype, numbers), torch.empty(SPARE, numbers, dtype=like.dtype))
    found = _KEPT.views[key] = [row[: like.numel()].view(like.shape) for row in flat]
    return found


class _Kept(threading.local):
    """The memory that a thread keeps, and views of it in the shapes of chunks."""

    def __init__(self) -> None:
        self.flat: dict[Any, Tensor] = {}
        self.views: dict[Any, list[Tensor]] = {}


_KEPT = _Kept()


# Terms, options, what the sum is divided by, values, slope, constants: one argument, as each costs a microsecond.
_Forward = tuple[Terms, Mapping[str, Any], float | None, Tensor, Tensor, tuple[Tensor, ...]]


class _Made(torch.autograd.Function):
    """The values as they are, and on the way back their slope, which nobody else needs."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, made: _Forward) -> Tensor:
        ctx.terms, ctx.options, ctx.by, values, slope, constants = made
        ctx.save_for_backward(slope, x, *constants)
        return values

    @staticmethod
    def backward(ctx: Any, upstream: Tensor) -> tuple[Tensor, None]:
        slope, x, *constants = ctx.saved_tensors
        if torch.is_grad_enabled():
            return _differentiable(ctx, x, constants, upstream), None
        # Released, as autograd clones what it still holds when it becomes .grad.
        ctx.maybe_clear_saved_tensors()
        if ctx.by is not None:
            return times_number(slope, upstream), None
        return scaled(slope, upstream if ctx.terms.dim is None else upstream.unsqueeze(ctx.terms.dim)), None


def _differentiable(ctx: Any, x: Tensor, constants: list[Tensor], upstream: Tensor) -> Tensor:
    """The gradient with a graph of its own, for derivatives of it: by the mathematics."""
    values = ctx.terms.values(x, *constants, **ctx.options)
    if ctx.by is not None:
        values = values.sum() / ctx.by
    return torch.autograd.grad(values, x, upstream, create_graph=True)[0]
