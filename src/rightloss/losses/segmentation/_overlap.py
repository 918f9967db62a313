"""What the losses over regions share: the layout of the positions, what is hit and missed, and one value per image.

Every overlap here is misses / (hits + misses + smooth), which is one minus the usual ratio and never below 0: sums of
smaller terms, taken in the same order, are not larger when rounded.
"""

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses.multiclass import _classes as classes

Empty = Literal["ratio", "mean", "skip"]


@dataclass(frozen=True)
class Regions:
    """Predicted and true regions, position by position, and their sums.

    Attributes:
        p: probability of belonging to the region, shape (N, C, P); (1, C, N P) where the batch counts as one image.
        true: 1 in the region, 0 outside, the shape of `p`; bool where there is nothing between.
        kept: bool, which positions count, (N, 1, P) or (N, C, P); None where all do. `p` and `true` are 0 elsewhere.
        hits: how much of each region was predicted, shape (N, C).
        places: how many positions count, shape (N, C).
    """

    p: Tensor
    true: Tensor
    kept: Tensor | None
    hits: Tensor
    places: Tensor

    @property
    def predicted(self) -> Tensor:
        """How much was predicted, shape (N, C)."""
        return self.p.sum(-1)

    @property
    def size(self) -> Tensor:
        """How much there is of each region, shape (N, C)."""
        return self.true.sum(-1).to(self.p.dtype)

    @property
    def false_positives(self) -> Tensor:
        """How much was predicted outside of each region, shape (N, C)."""
        return self.predicted - self.hits

    @property
    def false_negatives(self) -> Tensor:
        """How much of each region was not predicted, shape (N, C)."""
        return self.size - self.hits

    @property
    def squared_misses(self) -> Tensor:
        """The sum of (p - true)^2 over the positions, shape (N, C)."""
        return (self.p - self.true.to(self.p.dtype)).square().sum(-1)


def of_classes(p: Tensor, indices: Tensor, kept: Tensor, *, per_image: bool) -> Regions:
    """One region per class, from class probabilities, and indices and kept as `classes.prepared` gives them.

    Raises:
        ValueError: there is only one class, or no batch dimension.
    """
    _check_batch(p, "(N, C, d1..dK)")
    if p.shape[1] < 2:
        raise ValueError(
            f"got {p.shape[1]} channel of scores; a softmax over it is always 1: give one per class, with the "
            "background at least two, or use the binary form of this loss"
        )
    names = torch.arange(p.shape[1], device=p.device).reshape(-1, *[1] * (p.dim() - 2))
    true = indices.unsqueeze(1) == names
    if common.is_all(kept):
        return _summed(p, true, None, per_image=per_image)
    counts = kept.unsqueeze(1)
    true = true & counts
    return _summed(torch.where(counts, p, 0.0), true, counts, per_image=per_image)


def of_questions(logits: Tensor, target: Tensor, mask: Tensor | None, *, per_image: bool) -> Regions:
    """One region per channel of yes/no questions.

    Args:
        logits: shape (N, C, d1..dK).
        target: 0 to 1, floating-point, the shape of `logits`.
        mask: bool, the shape of `logits`, or None.
        per_image: False takes the whole batch for one image.

    Raises:
        ValueError: a shape or dtype is wrong, or a kept target is outside [0, 1].
    """
    x, true = prepared_questions(logits, target, mask)
    p = torch.sigmoid(x)
    return _summed(p if mask is None else torch.where(mask, p, 0.0), true, mask, per_image=per_image)


def _summed(p: Tensor, true: Tensor, kept: Tensor | None, *, per_image: bool) -> Regions:
    p, true = laid_out(p, per_image=per_image), laid_out(true, per_image=per_image)
    kept = None if kept is None else laid_out(kept, per_image=per_image)
    places = p.new_full(p.shape[:-1], p.shape[-1]) if kept is None else kept.sum(-1).to(p.dtype)
    return Regions(p, true, kept, (p * true).sum(-1), places)


def prepared_questions(logits: Tensor, target: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor]:
    """Logits and targets in float32 or float64, with 0 where the mask is False."""
    common.check_floating("logits", logits)
    common.check_floating("target", target)
    common.check_same_shape("logits", logits, target)
    _check_batch(logits, "(N, C, d1..dK), with C = 1 for one question")
    x = common.blank(common.full_precision(logits), mask)
    true = common.blank(common.full_precision(target), mask)
    common.check_unit_interval("target", true)
    return x, true


def laid_out(x: Tensor, *, per_image: bool) -> Tensor:
    """Shape (N, C, d1..dK) as (N, C, P), or as (1, C, N P) where the batch counts as one image."""
    x = x.flatten(2) if x.dim() > 2 else x.unsqueeze(-1)
    return x if per_image else x.movedim(0, 1).flatten(1).unsqueeze(0)


def check_smooth(smooth: float) -> None:
    """Raise ValueError unless `smooth` is above 0."""
    if not smooth > 0:
        raise ValueError(f"got smooth={smooth!r}; it must be above 0, or an empty region divides by 0")


def missed(regions: Regions, alpha: float, beta: float, smooth: float) -> Tensor:
    """One minus the Tversky index of each region: alpha weighs false positives, beta false negatives; shape (N, C)."""
    misses = alpha * regions.false_positives + beta * regions.false_negatives
    return misses / (regions.hits + misses + smooth)


def tversky(regions: Regions, alpha: float, beta: float, smooth: float) -> Tensor:
    """As `missed`, with its options checked."""
    check_smooth(smooth)
    for name, factor in (("alpha", alpha), ("beta", beta)):
        if not factor >= 0:
            raise ValueError(f"got {name}={factor!r}; it must be 0 or more")
    return missed(regions, alpha, beta, smooth)


def root(values: Tensor, gamma: float) -> Tensor:
    """values^(1 / gamma), with the gradient 0 where a value is 0 and the root has an infinite slope."""
    if not gamma > 0:
        raise ValueError(f"got gamma={gamma!r}; it must be above 0")
    return torch.where(values > 0, torch.where(values > 0, values, 1.0) ** (1 / gamma), 0.0)


def dice(regions: Regions, smooth: float, *, squared: bool = False) -> Tensor:
    """One minus the Dice overlap of each region, shape (N, C)."""
    check_smooth(smooth)
    if not squared:
        return missed(regions, 0.5, 0.5, smooth / 2)
    misses = regions.squared_misses
    return misses / (2 * regions.hits + misses + smooth)


def over_classes(
    values: Tensor, regions: Regions, *, empty: Empty = "ratio", weight: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """One value per image from those of its regions, and which images have any, both of shape (N,).

    Args:
        values: one per region, shape (N, C).
        regions: what they were computed from.
        empty: what a region without a true position costs: "ratio" is the formula with its smooth, "mean" the mean
            probability over the image, "skip" nothing (it does not count in the mean either).
        weight: how much each class counts, shape (C,).
    """
    if regions.kept is None and empty == "ratio" and weight is None and regions.p.shape[-1]:
        return values.mean(1), values.new_ones(len(values), dtype=torch.bool)
    counts = (regions.places > 0).expand_as(values)
    if empty == "mean":
        values = torch.where(regions.size > 0, values, regions.predicted / regions.places.clamp_min(1))
    elif empty == "skip":
        counts = counts & (regions.size > 0)
    elif empty != "ratio":
        raise ValueError(f'got empty={empty!r}; it must be "ratio", "mean" or "skip"')
    classes.check_class_weight(weight, values.shape[1])
    share = counts.to(values.dtype) if weight is None else counts * weight.to(values.dtype)
    total = share.sum(1)
    return (share * common.blank(values, counts)).sum(1) / torch.where(total == 0, 1.0, total), counts.any(1)


def _check_batch(logits: Tensor, wanted: str) -> None:
    if logits.dim() < 2:
        raise ValueError(f"got logits of shape {tuple(logits.shape)}; it must be {wanted}: add a batch dimension")
