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


def _tempered(x: Tensor, t: float) -> Tensor:
    """The tempered softmax by bisection, then differentiable by the derivative that its equation has."""

    def power(u: Tensor) -> Tensor:
        return (1 + (1 - t) * u).clamp_min(0) ** (1 / (1 - t))

    low, high = x.detach().amax(1, keepdim=True), x.detach().amax(1, keepdim=True) + 1e3
    for _ in range(100):
        middle = (low + high) / 2
        too_much = power(x.detach() - middle).sum(1, keepdim=True) > 1
        low, high = torch.where(too_much, middle, low), torch.where(too_much, high, middle)
    share = power(x.detach() - low) ** t
    share = share / share.sum(1, keepdim=True)
    return power(x - (low + (share * (x - x.detach())).sum(1, keepdim=True)))


def _bi_tempered(x: Tensor, y: Tensor, t1: float, t2: float) -> Tensor:
    p = _tempered(x, t2)
    hit = p.gather(1, y.unsqueeze(1)).squeeze(1)
    return -(hit ** (1 - t1) - 1) / (1 - t1) - (1 - (p ** (2 - t1)).sum(1)) / (2 - t1)


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
    "bi-tempered-logistic": case(
        "bi-tempered-logistic", draw=indices(4, 2), oracle=lambda x, y: _bi_tempered(x, y, 0.8, 1.2)
    ),
    "bi-tempered-logistic:heavy": case(
        "bi-tempered-logistic",
        draw=indices(4),
        options={"t1": 0.3, "t2": 3.0},
        oracle=lambda x, y: _bi_tempered(x, y, 0.3, 3.0),
    ),
    "bi-tempered-logistic:bounded": case(
        "bi-tempered-logistic",
        draw=indices(4),
        options={"t1": 0.2, "t2": 0.7},
        oracle=lambda x, y: _bi_tempered(x, y, 0.2, 0.7),
    ),
}
