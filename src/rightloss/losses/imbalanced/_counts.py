"""What the losses for rare classes share: the number of rows of each class."""

from collections.abc import Sequence
from itertools import repeat
from operator import gt

import torch
from torch import Tensor


def positive(class_counts: Sequence[float]) -> Tensor:
    """The counts in float64.

    Raises:
        ValueError: there is none, or one is not above 0.
    """
    if not len(class_counts):
        raise ValueError("got no class_counts; give one per class")
    if not all(map(gt, class_counts, repeat(0))):
        raise ValueError("got class_counts with a value of 0 or less; every class needs at least one row")
    return torch.as_tensor(class_counts, dtype=torch.float64)


def checked(class_counts: Sequence[float], classes: int, like: Tensor, dtype: torch.dtype | None = None) -> Tensor:
    """The counts in a dtype, by default that of `like`, on its device; ValueError unless there is one per class."""
    if len(class_counts) != classes:
        raise ValueError(f"got {len(class_counts)} class_counts for {classes} classes; give one per class")
    return positive(class_counts).to(like.device, dtype or like.dtype)


def along(dim: int, like: Tensor) -> list[int]:
    """The shape that puts one number per class along dimension `dim` of `like`."""
    return [-1 if index == dim else 1 for index in range(like.dim())]
