"""Losses that see the scores only through the probability of the true class: value and slope at once."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from rightloss.losses import _narrow as narrow

# Probability p of the true class, 1 - p, ln p, then options, to the cost and its slope by ln p.
Cost = Callable[..., tuple[Tensor, Tensor]]


def with_slope(cost: Cost, slope: Tensor, _: object, x: Tensor, indices: Tensor, **options: Any) -> Tensor:
    """As `Terms` wants it, from scores (n, C, d1..dK) and class indices (n, d1..dK)."""
    true, p = indices.unsqueeze(1), _softmax(x, slope)
    hit = p.gather(1, true)
    miss = p.scatter_(1, true, 0.0).sum(1, keepdim=True)  # of all others: 1 - p has no digit near p = 1
    values, by_log_p = cost(hit, miss, _log(hit, miss), **options)
    # ln p has the slope 1 - p by the score of the true class, and minus its probability by that of another.
    p.mul_(-by_log_p).scatter_(1, true, by_log_p.mul_(miss))
    if p is not slope:
        slope.copy_(p)
    return values.squeeze(1)


def _softmax(x: Tensor, out: Tensor) -> Tensor:
    """The probabilities, in the memory of `out` where the operator can write there, and that is not slower."""
    if narrow.is_narrow(x, 1) or not (x.is_contiguous() and out.is_contiguous()):
        return narrow.softmax(x, 1)
    torch.ops.aten._softmax.out(x, 1, False, out=out)
    return out


def _log(hit: Tensor, miss: Tensor) -> Tensor:
    """ln p from p and 1 - p; infinite where p has lost digits, so that the mathematics takes over."""
    rare = torch.threshold(hit, torch.finfo(hit.dtype).tiny, 0.0).log_()
    return torch.where(miss < 0.5, torch.log1p(-miss), rare)
