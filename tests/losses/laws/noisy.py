"""Cases of the losses for wrong labels."""

import torch
from torch import Tensor

from tests.losses.laws._case import case, indices


def _reverse(x: Tensor, y: Tensor) -> Tensor:
    """-sum of p_c log q_c, where the logarithm of the one-hot q is 0 or -4."""
    logs = torch.full_like(x, -4).scatter(1, y.unsqueeze(1), 0.0)
    return -(x.softmax(1) * logs).sum(1)


def _normalised(x: Tensor, y: Tensor) -> Tensor:
    costs = torch.stack(
        [torch.nn.functional.cross_entropy(x, torch.full_like(y, c), reduction="none") for c in (0, 1, 2)]
    )
    return torch.nn.functional.cross_entropy(x, y, reduction="none") / costs.sum(0)


CASES = {
    "generalised-cross-entropy": case(
        "generalised-cross-entropy",
        draw=indices(3),
        options={"q": 0.7},
        oracle=lambda x, y: (1 - x.softmax(1)[torch.arange(len(x)), y] ** 0.7) / 0.7,
    ),
    "symmetric-cross-entropy": case(
        "symmetric-cross-entropy",
        draw=indices(3),
        options={"alpha": 0.3, "beta": 0.7},
        oracle=lambda x, y: 0.3 * torch.nn.functional.cross_entropy(x, y, reduction="none") + 0.7 * _reverse(x, y),
    ),
    "active-passive": case(
        "active-passive",
        draw=indices(3, 2),
        options={"alpha": 2.0, "beta": 0.5},
        oracle=lambda x, y: 2.0 * _normalised(x, y) + 0.5 * _reverse(x, y),
    ),
}
