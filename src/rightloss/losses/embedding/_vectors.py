"""What the losses over vectors share: their checks, safe lengths and directions, and scores that stay out."""

import torch
from torch import Tensor

from rightloss.losses import _common as common

# The logarithm of no probability at all: its exponential is 0 beside any score, and it is finite.
NEVER = -1e30


def rows(name: str, x: Tensor, mask: Tensor | None) -> Tensor:
    """Vectors (N, D) in full precision, with zeros where the mask leaves a row out.

    Raises:
        ValueError: another shape or dtype, of vectors or mask.
    """
    common.check_floating(name, x)
    if x.dim() != 2:
        raise ValueError(f"got {name} of shape {tuple(x.shape)}; it must be (N, D): one vector per row")
    return common.blank_last(common.full_precision(x), mask)


def pairs(first: tuple[str, Tensor], second: tuple[str, Tensor], mask: Tensor | None) -> tuple[Tensor, Tensor]:
    """Two times N vectors, row for row, as `rows` gives them."""
    (name, x), (other, y) = first, second
    if x.shape != y.shape:
        raise ValueError(
            f"got {name} of shape {tuple(x.shape)} and {other} of shape {tuple(y.shape)}; they must be equal: row i of "
            "both belongs together"
        )
    return rows(name, x, mask), rows(other, y, mask)


def labels(target: Tensor, x: Tensor, mask: Tensor | None) -> Tensor:
    """Labels of the rows of `x` (N, D), with 0 where the mask leaves a row out.

    Raises:
        ValueError: they are not int64 of shape (N,), or a kept one is negative.
    """
    if target.dtype != torch.long:
        raise ValueError(f"got target of dtype {target.dtype}; labels must be torch.int64: use target.long()")
    if target.shape != x.shape[:1]:
        raise ValueError(
            f"got target of shape {tuple(target.shape)} for vectors of shape {tuple(x.shape)}; it must be "
            f"{tuple(x.shape[:1])}: one label per row"
        )
    kept = common.blank(target, mask)
    if common.values_are_at_hand(kept) and bool((kept < 0).any()):
        raise ValueError(
            f"got target with the label {kept.min().item()}; it must be 0 or more: leave rows without one out by mask"
        )
    return kept


def together(mask: Tensor | None) -> Tensor | None:
    """Which pairs of rows are both kept, bool (N, N); None where all are."""
    return None if mask is None else mask.unsqueeze(1) & mask.unsqueeze(0)


def others(mask: Tensor | None, x: Tensor) -> Tensor:
    """Which pairs of rows of `x` are two rows and both kept, bool (N, N)."""
    two, both = ~itself(x), together(mask)
    return two if both is None else two & both


def itself(x: Tensor) -> Tensor:
    """Which pairs are a row of `x` with itself, bool (N, N)."""
    return torch.eye(len(x), dtype=torch.bool, device=x.device)


def length(x: Tensor) -> Tensor:
    """The Euclidean length along the last dimension; the gradient of length 0 is 0, not 0/0."""
    square = x.square().sum(-1)
    if common.is_within(square, 0, torch.inf):
        return square.sqrt()
    is_zero = square == 0
    return torch.where(is_zero, 0.0, torch.where(is_zero, 1.0, square).sqrt())


def direction(x: Tensor) -> Tensor:
    """`x` divided by its length along the last dimension; a zero vector stays zero, with the gradient 0."""
    square = x.square().sum(-1, keepdim=True)
    if common.is_within(square, 0, torch.inf):
        return x * square.rsqrt()
    is_zero = square == 0
    return x * torch.where(is_zero, 0.0, torch.where(is_zero, 1.0, square).rsqrt())


def products(x: Tensor, y: Tensor) -> Tensor:
    """All dot products of the rows, (N, D) and (M, D) to (N, M), in their own precision under autocast too."""
    if x.is_meta or not torch.is_autocast_enabled(x.device.type):  # autocast does not know the meta device
        return x @ y.mT
    with torch.autocast(x.device.type, enabled=False):
        return x @ y.mT


def log_sum(scores: Tensor, kept: Tensor | None) -> Tensor:
    """ln of the sum of exp over each row of `scores`, of the kept ones only; both (N, M)."""
    return (scores if kept is None else torch.where(kept, scores, NEVER)).logsumexp(1)


def surprise(scores: Tensor, kept: Tensor | None) -> Tensor:
    """Minus the log-softmax of each row of `scores` at its own column, among the kept ones; both (N, N)."""
    scores = scores if kept is None else torch.where(kept, scores, NEVER)
    own = torch.arange(len(scores), device=scores.device)
    return torch.nn.functional.cross_entropy(scores, own, reduction="none")


def check_temperature(temperature: float) -> None:
    """Raise ValueError unless it is above 0."""
    if not temperature > 0:
        raise ValueError(f"got temperature={temperature!r}; it must be above 0")


def number(name: str, x: Tensor) -> Tensor:
    """One learned number, in full precision.

    Raises:
        ValueError: it has more than one element, or is not floating-point.
    """
    common.check_floating(name, x)
    if x.dim() != 0:
        raise ValueError(f"got {name} of shape {tuple(x.shape)}; it must be one number, of shape ()")
    return common.full_precision(x)
