"""What a reduction multiplies each loss by, for kernels that make the gradient before the reduction has been."""

from typing import TypedDict

import torch
from torch import Tensor

from rightloss.losses import _common as common


class ReduceOptions(TypedDict, total=False):
    """The options of `common.reduce`."""

    mask: Tensor | None
    sample_weight: Tensor | None
    counts: Tensor | None
    denominator: Tensor | float | None


def factors(like: Tensor, reduction: common.Reduction, options: ReduceOptions) -> Tensor:
    """The f for which `common.reduce(values, reduction, **options)` is the sum of f * values, or is f * values.

    Args:
        like: a tensor of the shape, dtype and device of the values; it is not read.
        reduction: as in `common.reduce`.
        options: those of `common.reduce`.

    Raises:
        ValueError: what `common.reduce` raises for these options.
    """
    common.reduce(torch.zeros_like(like), reduction, **options)
    mask, ones = options.get("mask"), torch.ones_like(like)
    sample_weight, counts, by = options.get("sample_weight"), options.get("counts"), options.get("denominator")
    weights = common.blank(ones if sample_weight is None else common.spread(sample_weight.detach(), ones), mask)
    if reduction != "mean":
        return weights
    if by is None:
        by = common.blank(ones if counts is None else counts.to(ones.dtype), mask).sum()
    by = by.detach().reshape(()).to(ones) if isinstance(by, Tensor) else ones.new_full((), by)  # without a wait
    return weights * torch.where(by == 0, torch.ones_like(by), by).reciprocal()
