"""The Lovász extension of the Jaccard loss, which both Lovász losses share."""

import torch
from torch import Tensor


def extension(errors: Tensor, true: Tensor) -> Tensor:
    """The Jaccard loss of a set of wrong positions, extended to errors of any size.

    Args:
        errors: how wrong each position is, 0 or more, shape (..., P); 0 for what is left out.
        true: 1 in the region, 0 outside (and 0 for what is left out), shape (..., P).

    Returns:
        Shape (...).
    """
    ordered, order = errors.sort(-1, descending=True)
    inside = true.gather(-1, order)
    size = inside.sum(-1, keepdim=True)
    hits = inside.cumsum(-1)
    union = size + torch.arange(1, errors.shape[-1] + 1, device=errors.device) - hits
    # The Jaccard loss when the first k positions are wrong: what is missing from the intersection, over the union.
    loss = 1 - (size - hits) / union
    steps = torch.cat((loss[..., :1], loss.diff(dim=-1)), -1)
    return (ordered * steps).sum(-1)
