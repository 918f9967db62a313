"""The Lovász extension of the Jaccard loss, which both Lovász losses share."""

import torch
from torch import Tensor


def extension(errors: Tensor, true: Tensor) -> Tensor:
    """The Jaccard loss of a set of wrong positions, extended to errors of any size.

    Args:
        errors: how wrong each position is, shape (..., P); what is left out has minus infinity.
        true: 1 in the region, 0 outside (and 0 for what is left out), shape (..., P).

    Returns:
        Shape (...).
    """
    ordered, order = errors.sort(-1, descending=True)
    inside = true.gather(-1, order)
    size = inside.sum(-1, keepdim=True)
    union = size + (1 - inside).cumsum(-1)
    # The Jaccard loss when the first k positions are wrong: what is missing from the intersection, over the union.
    loss = 1 - (size - inside.cumsum(-1)) / union
    steps = torch.cat((loss[..., :1], loss.diff(dim=-1)), -1)
    return (ordered.relu() * steps).sum(-1)
