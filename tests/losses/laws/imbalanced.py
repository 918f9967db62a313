"""Cases of the losses for rare classes."""

import torch
from torch import Tensor

from tests.losses.laws._case import case, indices

COUNTS = [50.0, 30.0, 2.0]
WEIGHT = torch.tensor([1.0, 2.0, 0.5], dtype=torch.float64)


def _ldam(x: Tensor, y: Tensor, scale: float = 1.0) -> Tensor:
    rows = []
    for scores, k in zip(x, y.tolist(), strict=True):
        margin = 0.5 * (2 / COUNTS[k]) ** 0.25
        shifted = torch.stack([scale * (s - margin if c == k else s) for c, s in enumerate(scores)])
        rows.append(shifted.logsumexp(0) - shifted[k])
    return torch.stack(rows)


def _class_balanced(x: Tensor, y: Tensor) -> Tensor:
    weights = torch.tensor([(1 - 0.9) / (1 - 0.9**n) for n in COUNTS], dtype=torch.float64)
    return (weights / weights.mean())[y] * torch.nn.functional.cross_entropy(x, y, reduction="none")


CASES = {
    "logit-adjusted-cross-entropy": case(
        "logit-adjusted-cross-entropy",
        draw=indices(3),
        options={"class_counts": [5.0, 3.0, 2.0]},
        oracle=lambda x, y: torch.nn.functional.cross_entropy(
            x + torch.tensor([0.5, 0.3, 0.2]).double().log(), y, reduction="none"
        ),
    ),
    "ldam": case("ldam", draw=indices(3), options={"class_counts": COUNTS}, oracle=_ldam),
    "ldam:scaled": case(
        "ldam",
        draw=indices(3),
        options={"class_counts": COUNTS, "scale": 30.0, "weight": WEIGHT},
        oracle=lambda x, y: WEIGHT[y] * _ldam(x, y, 30.0),
    ),
    "class-balanced-cross-entropy": case(
        "class-balanced-cross-entropy",
        draw=indices(3, 2),
        options={"class_counts": COUNTS, "beta": 0.9},
        oracle=_class_balanced,
    ),
}
