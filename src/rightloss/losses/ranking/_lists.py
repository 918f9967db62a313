"""What the losses over lists share: their checks, and pairs of items."""

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _heads as heads


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
    return x, y, torch.ones_like(x, dtype=torch.bool) if mask is None else mask


def differences(x: Tensor) -> Tensor:
    """x_i - x_j for all pairs of a list: (N, L) gives (N, L, L)."""
    return x.unsqueeze(-1) - x.unsqueeze(-2)


def better(y: Tensor, kept: Tensor) -> Tensor:
    """Whether item i is kept and more relevant than the kept item j, bool, (N, L, L)."""
    y = torch.where(kept, y, torch.nan)  # neither more nor less than anything
    return y.unsqueeze(-1) > y.unsqueeze(-2)
