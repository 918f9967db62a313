"""Sums over the tokens of answers, of which nothing but the sums is kept."""

from typing import Any

import torch
from torch import Tensor
from torch.autograd import forward_ad

from rightloss.losses import _common as common

# Numbers of one chunk, which is computed in the memory of the last: fresh memory costs more than the sums.
_CHUNK = 1 << 17


def count(words: Tensor) -> Tensor:
    """How many tokens each answer has, int64, shape (N,)."""
    if not common.is_readable(words) or words.numel() <= _CHUNK:
        return words.sum(-1)
    # The sum of flags makes whole numbers of all of them first, eight times their memory.
    return torch.cat([part.sum(-1) for part in torch.split(words, _rows(words))])


def total(x: Tensor, reference: Tensor | None, words: Tensor | None) -> Tensor:
    """The sum of x - reference over the tokens of each answer, shape (N,).

    Args:
        x: shape (N, T), in full precision.
        reference: of the same shape, or None for zeros.
        words: which tokens are of the answers, bool, or None for all; others give neither a value nor a slope.
    """
    if words is not None and x.numel() > _CHUNK and _are_plain(x, words, reference):
        sums: Tensor = _Sums.apply(x, words, reference)  # type: ignore[no-untyped-call]
        if common.is_finite(sums):
            return sums
    steps = x if reference is None else x - reference
    if words is not None and common.is_readable(words):
        sums = (steps * common.numbers(words, steps.dtype)).sum(-1)  # a product takes a tenth of the time of a choice
        if common.is_finite(sums):
            return sums
    return common.blank(steps, words).sum(-1)


def _rows(x: Tensor) -> int:
    return max(1, _CHUNK // x.shape[1])


def _are_plain(*tensors: Tensor | None) -> bool:
    """Whether a function with a way back of its own takes these tensors."""
    if forward_ad._current_level >= 0 or torch._C._are_functorch_transforms_active():
        return False
    return all(tensor is None or common.is_readable(tensor) for tensor in tensors)


class _Sums(torch.autograd.Function):
    """The sums; their slopes are the flags."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, words: Tensor, reference: Tensor | None) -> Tensor:
        ctx.save_for_backward(words)
        spare = x.new_empty(2, min(_rows(x), len(x)), x.shape[1])
        sums = x.new_empty(len(x))
        for start in range(0, len(x), _rows(x)):
            part = slice(start, start + _rows(x))
            steps, numbers = spare[:, : len(sums[part])]
            numbers.copy_(words[part].view(torch.uint8))
            given = x[part] if reference is None else torch.sub(x[part], reference[part], out=steps)
            torch.sum(torch.mul(given, numbers, out=steps), -1, out=sums[part])
        return sums

    @staticmethod
    def backward(ctx: Any, upstream: Tensor) -> tuple[Tensor | None, ...]:
        (words,) = ctx.saved_tensors
        slope = upstream.unsqueeze(-1)
        if torch.is_grad_enabled() or torch._C._functorch.is_legacy_batchedtensor(upstream):
            slope = slope * words
        else:
            slope = common.numbers(words, upstream.dtype).mul_(slope)
        return slope, None, -slope if ctx.needs_input_grad[2] else None
