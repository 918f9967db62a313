"""Cases of the losses over regions."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, one_hot

from rightloss.testing import LossCase
from tests.losses.laws._case import case, labels, normal

WEIGHT = torch.tensor([0.0, 1.0, 3.0], dtype=torch.float64)
Sums = tuple[Tensor, Tensor, Tensor]  # of p t, p and t, each of shape (N, C)


def _masks(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return normal(g, 4, 3, 4, 4), torch.randint(0, 3, (4, 4, 4), generator=g)


def _rare(g: torch.Generator) -> tuple[Tensor, Tensor]:
    """Masks of which some lack the last class, the first one both others."""
    x, y = normal(g, 4, 3, 4, 4), torch.randint(0, 2, (4, 4, 4), generator=g)
    y[2, 0, 0] = 2
    y[0] = 0
    return x, y


def _one_hot(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    return x.softmax(1), one_hot(y, 3).movedim(-1, 1).to(x.dtype)


def _sums(p: Tensor, t: Tensor) -> Sums:
    over = tuple(range(2, p.dim()))
    return (p * t).sum(over), p.sum(over), t.sum(over)


def _dice(p: Tensor, t: Tensor, smooth: float = 1.0) -> Tensor:
    shared, predicted, true = _sums(p, t)
    return 1 - (2 * shared + smooth) / (predicted + true + smooth)


def _squared_dice(p: Tensor, t: Tensor) -> Tensor:
    over = tuple(range(2, p.dim()))
    return 1 - (2 * (p * t).sum(over) + 1) / ((p**2).sum(over) + (t**2).sum(over) + 1)


def _jaccard(p: Tensor, t: Tensor) -> Tensor:
    shared, predicted, true = _sums(p, t)
    return 1 - (shared + 1) / (predicted + true - shared + 1)


def _tversky(p: Tensor, t: Tensor, alpha: float = 0.3, beta: float = 0.7) -> Tensor:
    shared, predicted, true = _sums(p, t)
    return 1 - (shared + 1) / (shared + alpha * (predicted - shared) + beta * (true - shared) + 1)


def _generalised_dice(x: Tensor, y: Tensor) -> Tensor:
    shared, predicted, true = _sums(*_one_hot(x, y))
    share = 1 / true**2
    return 1 - 2 * (share * shared).sum(1) / (share * (predicted + true)).sum(1)


def _both(
    name: str, regions: Callable[[Tensor, Tensor], Tensor], options: dict[str, Any], suffix: str = ""
) -> dict[str, LossCase]:
    """The case over classes and the one over yes/no questions."""
    return {
        f"{name}{suffix}": case(
            name, draw=_masks, options=options, oracle=lambda x, y: regions(*_one_hot(x, y)).mean(1)
        ),
        f"binary-{name}{suffix}": case(
            f"binary-{name}",
            draw=labels(4, 3, 4, 4),
            options=options,
            oracle=lambda x, y: regions(x.sigmoid(), y).mean(1),
        ),
    }


def _skipping(x: Tensor, y: Tensor) -> Tensor:
    p, t = _one_hot(x, y)
    present = (t.sum((2, 3)) > 0).double()
    return (_dice(p, t) * present).sum(1) / present.sum(1)


def _meaning(x: Tensor, y: Tensor) -> Tensor:
    p, t = _one_hot(x, y)
    return torch.where(t.sum((2, 3)) > 0, _dice(p, t), p.mean((2, 3))).mean(1)


def _jaccard_of_sets(wrong: set[int], region: set[int]) -> float:
    """The Jaccard loss of a prediction that is right but for the positions in `wrong`."""
    predicted = region ^ wrong
    return 1 - len(predicted & region) / len(predicted | region) if predicted | region else 0.0


def _lovasz(errors: Tensor, true: Tensor) -> Tensor:
    """The Lovász extension by its definition: sets that grow by one position, largest error first."""
    region = {i for i, inside in enumerate(true.tolist()) if inside}
    total = torch.zeros((), dtype=errors.dtype)
    wrong: set[int] = set()
    for i in errors.argsort(descending=True).tolist():
        larger = wrong | {i}
        total = total + errors[i].clamp_min(0) * (_jaccard_of_sets(larger, region) - _jaccard_of_sets(wrong, region))
        wrong = larger
    return total


def _lovasz_hinge(x: Tensor, t: Tensor) -> Tensor:
    errors = 1 - x * (2 * t - 1)
    return torch.stack(
        [
            torch.stack([_lovasz(e.flatten(), m.flatten()) for e, m in zip(row, mask, strict=True)]).mean()
            for row, mask in zip(errors, t, strict=True)
        ]
    )


def _lovasz_softmax(x: Tensor, y: Tensor, *, absent: bool = False) -> Tensor:
    p, t = _one_hot(x, y)
    errors = (t - p).abs()
    rows = []
    for row, mask in zip(errors, t, strict=True):
        pairs = [(e.flatten(), m.flatten()) for e, m in zip(row, mask, strict=True) if absent or bool(m.any())]
        rows.append(torch.stack([_lovasz(e, m) for e, m in pairs]).mean())
    return torch.stack(rows)


TVERSKY = {"alpha": 0.3, "beta": 0.7}
CASES = {
    **_both("dice", _dice, {}),
    **_both("dice", _squared_dice, {"squared": True}, ":squared"),
    **_both("jaccard", _jaccard, {}),
    **_both("tversky", _tversky, TVERSKY),
    **_both("focal-tversky", lambda p, t: _tversky(p, t) ** 0.75, {}),
    "dice:skip": case("dice", draw=_rare, options={"empty": "skip"}, oracle=_skipping),
    "dice:mean": case("dice", draw=_rare, options={"empty": "mean"}, oracle=_meaning),
    "dice:no-background": case(
        "dice",
        draw=_masks,
        options={"weight": WEIGHT},
        oracle=lambda x, y: (WEIGHT * _dice(*_one_hot(x, y))).sum(1) / 4,
    ),
    "dice:class-dim": case(
        "dice",
        draw=lambda g: (normal(g, 4, 5, 3), torch.randint(0, 3, (4, 5), generator=g)),
        options={"class_dim": -1},
        oracle=lambda x, y: _dice(*_one_hot(x.movedim(-1, 1), y)).mean(1),
    ),
    "binary-dice:soft": case(
        "binary-dice",
        draw=lambda g: (normal(g, 4, 2, 5), normal(g, 4, 2, 5).sigmoid()),
        options={"squared": True},
        oracle=lambda x, t: _squared_dice(x.sigmoid(), t).mean(1),
    ),
    "generalised-dice": case("generalised-dice", draw=_masks, oracle=_generalised_dice),
    "dice-cross-entropy": case(
        "dice-cross-entropy",
        draw=_masks,
        options={"cross_entropy_weight": 0.5},
        oracle=lambda x, y: _dice(*_one_hot(x, y)).mean(1) + 0.5 * cross_entropy(x, y, reduction="none").mean((1, 2)),
    ),
    "binary-dice-cross-entropy": case(
        "binary-dice-cross-entropy",
        draw=labels(4, 2, 4, 4),
        oracle=lambda x, y: (
            _dice(x.sigmoid(), y).mean(1) + binary_cross_entropy_with_logits(x, y, reduction="none").mean((1, 2, 3))
        ),
    ),
    "lovasz-hinge": case("lovasz-hinge", draw=labels(4, 2, 3, 3), oracle=_lovasz_hinge),
    "lovasz-softmax": case("lovasz-softmax", draw=_rare, oracle=_lovasz_softmax),
    "lovasz-softmax:count": case(
        "lovasz-softmax",
        draw=_rare,
        options={"empty": "count"},
        oracle=lambda x, y: _lovasz_softmax(x, y, absent=True),
    ),
}
