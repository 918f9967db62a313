"""What a region costs: its misses over its hits and misses, which is one minus the usual ratio.

No cost is below 0: sums of smaller terms, taken in the same order, are not larger when rounded.
"""

from typing import NamedTuple, Protocol

import torch
from torch import Tensor

Sums = dict[str, Tensor]


class Index(Protocol):
    """Costs that are computed of sums over the positions of regions, of shape (N, C) each."""

    @property
    def sums(self) -> tuple[str, ...]:
        """Names of the sums that it is computed of; `_overlap._summed` says what they are."""

    def __call__(self, sums: Sums) -> Tensor:
        """The costs, shape (N, C), or (N, 1) where there is one for all regions."""

    def with_slopes(self, sums: Sums) -> tuple[Tensor, Sums]:
        """The costs, and their slopes by the sums of p, of shape (N, C) each."""


class Tversky(NamedTuple):
    """One minus the Tversky index, under a root.

    Attributes:
        alpha: weight of the false positives, 0 or more.
        beta: weight of the false negatives, 0 or more.
        smooth: added to both sides of the ratio, above 0.
        gamma: the root, above 0.
    """

    alpha: float
    beta: float
    smooth: float
    gamma: float = 1.0

    @property
    def sums(self) -> tuple[str, ...]:
        """Names of the sums that it is computed of."""
        return "hits", "predicted", "size"

    def __call__(self, sums: Sums) -> Tensor:
        """The costs; the slope is 0 where a cost is 0 and the root has an infinite one."""
        hits = sums["hits"]
        over, under = sums["predicted"] - hits, sums["size"] - hits
        if 0 < self.alpha == self.beta:  # both sides over alpha: fewer operations
            misses = over + under
            whole = torch.add(misses + self.smooth / self.alpha, hits, alpha=1 / self.alpha)
        else:
            misses = torch.add(self.alpha * over, under, alpha=self.beta)
            whole = hits + self.smooth + misses
        values = misses / whole
        if self.gamma == 1:
            return values
        return torch.where(values > 0, torch.where(values > 0, values, 1.0) ** (1 / self.gamma), 0.0)

    def with_slopes(self, sums: Sums) -> tuple[Tensor, Sums]:
        """The costs, and their slopes by the sums of p."""
        hits = sums["hits"]
        misses = (sums["predicted"] - hits).mul_(self.alpha).add_(sums["size"] - hits, alpha=self.beta)
        values, by_misses, by_hits = _ratio(misses, hits + self.smooth)
        if self.gamma != 1:
            rooted = values ** (1 / self.gamma)
            steeper = torch.where(values > 0, rooted / values, 0.0).div_(self.gamma)
            values, by_misses, by_hits = rooted, by_misses.mul_(steeper), by_hits.mul_(steeper)
        by_hits = by_hits.sub_(by_misses, alpha=self.alpha + self.beta)
        return values, {"hits": by_hits, "predicted": by_misses.mul_(self.alpha)}


class SquaredDice(NamedTuple):
    """One minus the Dice overlap with squares in its denominator.

    Attributes:
        smooth: added to both sides of the ratio, above 0.
    """

    smooth: float

    @property
    def sums(self) -> tuple[str, ...]:
        """Names of the sums that it is computed of."""
        return "hits", "squares"

    def __call__(self, sums: Sums) -> Tensor:
        """The costs."""
        misses = sums["squares"]
        return misses / (2 * sums["hits"] + self.smooth + misses)

    def with_slopes(self, sums: Sums) -> tuple[Tensor, Sums]:
        """The costs, and their slopes by the sums of p."""
        values, by_squares, by_hits = _ratio(sums["squares"], 2 * sums["hits"] + self.smooth)
        return values, {"hits": by_hits.mul_(2), "squares": by_squares}


def _ratio(misses: Tensor, right: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """misses / (right + misses), and its slopes by both; what is right is overwritten."""
    whole = right + misses
    values = misses / whole
    return values, right.div_(whole).div_(whole), (values / whole).neg_()


def tversky(alpha: float, beta: float, smooth: float, gamma: float = 1.0) -> Index:
    """One minus the Tversky index: alpha weighs false positives, beta false negatives; under a root.

    Raises:
        ValueError: an option is out of range.
    """
    _check_smooth(smooth)
    for name, factor in (("alpha", alpha), ("beta", beta)):
        if not factor >= 0:
            raise ValueError(f"got {name}={factor!r}; it must be 0 or more")
    if not gamma > 0:
        raise ValueError(f"got gamma={gamma!r}; it must be above 0")
    return Tversky(alpha, beta, smooth, gamma)


def dice(smooth: float, *, squared: bool = False) -> Index:
    """One minus the Dice overlap, with squares in its denominator where `squared`.

    Raises:
        ValueError: `smooth` is not above 0.
    """
    _check_smooth(smooth)
    return SquaredDice(smooth) if squared else Tversky(0.5, 0.5, smooth / 2)


def _check_smooth(smooth: float) -> None:
    if not smooth > 0:
        raise ValueError(f"got smooth={smooth!r}; it must be above 0, or an empty region divides by 0")
