"""What the losses for rare classes share: the number of rows of each class."""

from collections.abc import Sequence

import torch
from torch import Tensor


def positive(class_counts: Sequence[float]) -> Tensor:
    """The counts in float64.

    Raises:
        ValueError: there is none, or one is not above 0.
    """
    if not len(class_counts):
        raise ValueError("got no class_counts; give one per class")
    if not all(count > 0 for count in class_counts):
        raise ValueError("got class_counts with a value of 0 or less; every class needs at least one row")
    return torch.as_tensor(class_counts, dtype=torch.float64)


def checked(class_counts: Sequence[float], classes: int, like: Tensor) -> Tensor:
    """The counts in the dtype of `like` and on its device; ValueError where there is not one above 0 per class."""
    if len(class_counts) != classes:
        raise ValueError(f"got {len(class_counts)} class_counts for {classes} classes; give one per class")
    return positive(class_counts).to(like)


def along(dim: int, like: Tensor) -> list[int]:
    """The shape that puts one number per class along dimension `dim` of `like`."""
    return [-1 if index == dim else 1 for index in range(like.dim())]
