"""What the losses over lists share: their checks, and pairs of items."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _heads as heads
from rightloss.losses import _odds as odds

# Pairs whose tensors stay in a cache, and in memory that is not fresh.
_PAIRS = 1 << 17


def prepared(scores: Tensor, target: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor, Tensor]:
    """Check scores and relevances (N, L), and make them ready to compute with.

    Returns:
        Scores and relevances in full precision, with zeros where the mask leaves an item out, and which items are kept.

    Raises:
        ValueError: they are not floating-point of equal shape (N, L), or a kept relevance is negative.
    """
    common.check_floating("scores", scores)
    common.check_floating("target", target)
    common.check_same_shape("scores", scores, target)
    if scores.dim() != 2:
        raise ValueError(f"got scores of shape {tuple(scores.shape)}; it must be (N, L): one list per row")
    heads.check_target(target, mask, 0.0, "a relevance must be 0 or more: leave padding out by mask")
    x, y = (common.blank(common.full_precision(item), mask) for item in (scores, target))
    if mask is None:
        return x, y, common.one_flag(x) if common.is_readable(x) else torch.ones_like(x, dtype=torch.bool)
    return x, y, mask


def keep(x: Tensor, kept: Tensor, value: float) -> Tensor:
    """`x`, with `value` for the items that are left out."""
    return x if common.is_all(kept) else torch.where(kept, x, value)


def differences(x: Tensor) -> Tensor:
    """x_i - x_j for all pairs of a list: (N, L) gives (L, L, N), as lists are many and short."""
    x = x.mT.contiguous()
    return x.unsqueeze(1) - x.unsqueeze(0)


def better(y: Tensor, kept: Tensor) -> Tensor:
    """1 where item i is kept and more relevant than the kept item j, and 0 elsewhere: (N, L) gives (L, L, N)."""
    y = keep(y, kept, torch.nan).mT.contiguous()  # NaN is neither more nor less than anything
    return common.numbers(y.unsqueeze(1) > y.unsqueeze(0), y.dtype)


def has_item(kept: Tensor, mask: Tensor | None) -> Tensor | None:
    """Which lists have a kept item, bool, shape (N,); None where all have."""
    return None if mask is None and kept.shape[1] else kept.any(-1)


def has_pair(y: Tensor, kept: Tensor) -> Tensor:
    """Which lists have two kept items of different relevance, bool, shape (N,)."""
    if not y.shape[1]:
        return y.new_zeros(len(y), dtype=torch.bool)
    return keep(y, kept, -torch.inf).amax(-1) > keep(y, kept, torch.inf).amin(-1)


def logistic(x: Tensor, weights: Tensor) -> Tensor:
    """The weighted sum of ln(1 + exp(x_j - x_i)) over all pairs of weights (L, L, N) above 0, shape (N,)."""
    values = -torch.nn.functional.logsigmoid(differences(x))
    if not common.is_finite(x):  # a choice takes several times as long as the product that follows
        values = torch.where(weights > 0, values, 0.0)
    return (values * weights).sum((0, 1))


def by_parts(with_slope: Callable[..., Tensor], slope: Tensor, *tensors: Tensor, **options: Any) -> Tensor:
    """The values of all lists, by what writes the slope of some: as many as have so many pairs."""
    rows = max(1, _PAIRS // max(1, slope.shape[1]) ** 2)
    if len(slope) <= rows:
        return with_slope(slope, *tensors, **options)
    parts = zip(*(torch.split(tensor, rows) for tensor in (slope, *tensors)), strict=True)
    return torch.cat([with_slope(*part, **options) for part in parts])


def logistic_with_slope(slope: Tensor, x: Tensor, weights: Tensor) -> Tensor:
    """As `logistic` where that is finite, with its derivative by `x` written to `slope`."""
    wrong = differences(x)
    cost, spare = torch.empty_like(wrong), torch.empty_like(wrong)
    odds.cost_and_slope(wrong, cost, spare)
    wrong.mul_(weights)
    torch.sub(wrong.sum(0), wrong.sum(1), out=slope.mT)
    return cost.mul_(weights).sum((0, 1))
