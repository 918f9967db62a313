"""Cases of the losses over ordered levels."""

import torch
from torch import Tensor

from tests.losses.laws._case import N, case, normal, softplus


def _levels(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return normal(g, N, 3), torch.tensor([0, 1, 2, 3, 3, 0])


def _corn(x: Tensor, y: Tensor) -> Tensor:
    rows = []
    for scores, level in zip(x, y.tolist(), strict=True):
        terms = [softplus(-s if level > k else s) for k, s in enumerate(scores) if level >= k]
        rows.append(torch.stack(terms).sum() / len(scores))
    return torch.stack(rows)


CASES = {"corn": case("corn", draw=_levels, oracle=_corn)}
