"""Cases of the losses over regions."""

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, one_hot

from tests.losses.laws._case import case, normal


def _masks(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return normal(g, 4, 3, 4, 4), torch.randint(0, 3, (4, 4, 4), generator=g)


def _dice(x: Tensor, y: Tensor) -> Tensor:
    p, t = x.softmax(1), one_hot(y, 3).movedim(-1, 1).to(x.dtype)
    shared, total = (p * t).sum((2, 3)), (p + t).sum((2, 3))
    return (1 - (2 * shared + 1) / (total + 1)).mean(1)


CASES = {
    "dice": case("dice", draw=_masks, oracle=_dice),
    "dice-cross-entropy": case(
        "dice-cross-entropy",
        draw=_masks,
        oracle=lambda x, y: _dice(x, y) + cross_entropy(x, y, reduction="none").mean((1, 2)),
    ),
}
