"""The Lovász extension of the Jaccard loss, which both Lovász losses share."""

import torch
from torch import Tensor

# Positions from which PyTorch sorts a vector of whole numbers digit by digit, nine times as fast as numbers.
_MANY = 1 << 15


def extension(errors: Tensor, true: Tensor) -> Tensor:
    """The Jaccard loss of a set of wrong positions, extended to errors of any size.

    Args:
        errors: how wrong each position is, 0 or more, shape (..., P); 0 for what is left out.
        true: 1 in the region, 0 outside (and 0 for what is left out), shape (..., P).

    Returns:
        Shape (...).
    """
    ordered, order = errors.sort(-1, descending=True)
    return (ordered * _steps(true.gather(-1, order))).sum(-1)


def extension_with_slope(errors: Tensor, true: Tensor) -> tuple[Tensor, Tensor]:
    """The same for finite numbers, and its slope by the errors."""
    ordered, order = _sorted(errors)
    steps = _steps(true.gather(-1, order))
    return ordered.mul_(steps).sum(-1), torch.empty_like(errors).scatter_(-1, order, steps)


def _steps(inside: Tensor) -> Tensor:
    """What the Jaccard loss grows by with each wrong position.

    It is 1 - intersection / union, and from one position to the next only one of these moves, by 1: the intersection
    where the position is in the region, else the union. Differences of the loss itself are rounding, among many.

    Args:
        inside: 1 in the region, 0 outside, in the order in which positions become wrong, shape (..., P).
    """
    size = inside.sum(-1, keepdim=True)
    intersection = size - inside.cumsum(-1)
    union = intersection + torch.arange(1, inside.shape[-1] + 1, dtype=inside.dtype, device=inside.device)
    before = (union + inside).sub_(1).clamp_min_(1)
    steps = torch.lerp(intersection, before, inside) / (union * before)
    steps[..., :1] += size == 0  # of no region: any wrong position is all of the loss
    return steps


def _sorted(errors: Tensor) -> tuple[Tensor, Tensor]:
    """Errors from the largest on, and where they come from; as whole numbers, which numbers of one sign sort as."""
    whole, largest = (torch.int32, 0x7F800000) if errors.dtype == torch.float32 else (torch.int64, 0x7FF << 52)
    keys = largest - errors.view(whole)
    if errors.shape[-1] < _MANY:
        keys, order = keys.sort(-1)
    else:
        rows = [row.sort() for row in keys.view(-1, errors.shape[-1])]
        keys, order = (torch.stack(found).view(errors.shape) for found in zip(*rows, strict=True))
    return keys.neg_().add_(largest).view(errors.dtype), order
