"""Cases of the losses over yes/no questions."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

from tests.losses.laws._case import N, case, labels


def _probabilities(g: torch.Generator) -> tuple[Tensor, Tensor]:
    x, y = labels(N)(g)
    return x.sigmoid(), y


def _asymmetric(positive: float, negative: float, clip: float) -> Callable[[Tensor, Tensor], Tensor]:
    def oracle(x: Tensor, y: Tensor) -> Tensor:
        p = x.sigmoid()
        shifted = (p - clip).clamp_min(0)
        return -(y * (1 - p) ** positive * p.log() + (1 - y) * shifted**negative * (1 - shifted).log())

    return oracle


def _zlpr(x: Tensor, y: Tensor) -> Tensor:
    return (1 + (y * (-x).exp()).sum(1)).log() + (1 + ((1 - y) * x.exp()).sum(1)).log()


CASES = {
    "binary-cross-entropy": case(
        "binary-cross-entropy", draw=labels(N, 3), oracle=lambda x, y: -(y * logsigmoid(x) + (1 - y) * logsigmoid(-x))
    ),
    "binary-cross-entropy-on-probabilities": case(
        "binary-cross-entropy-on-probabilities",
        draw=_probabilities,
        oracle=lambda p, y: -(y * p.log() + (1 - y) * (1 - p).log()),
        extreme=0.0,
    ),
    "sigmoid-focal": case(
        "sigmoid-focal",
        draw=labels(N),
        options={"gamma": 2.0},
        oracle=lambda x, y: -((1 - torch.sigmoid(x * (2 * y - 1))) ** 2) * logsigmoid(x * (2 * y - 1)),
    ),
    "asymmetric": case("asymmetric", draw=labels(N, 3), oracle=_asymmetric(0.0, 4.0, 0.05)),
    "asymmetric:half-powers": case(
        "asymmetric",
        draw=labels(N),
        options={"gamma_positive": 0.5, "gamma_negative": 0.5, "clip": 0.2},
        oracle=_asymmetric(0.5, 0.5, 0.2),
    ),
    "asymmetric:no-clip": case(
        "asymmetric",
        draw=labels(N),
        options={"gamma_positive": 1.0, "gamma_negative": 2.0, "clip": 0.0},
        oracle=_asymmetric(1.0, 2.0, 0.0),
    ),
    "zlpr": case("zlpr", draw=labels(N, 4), oracle=_zlpr),
    "zlpr:places": case("zlpr", draw=labels(N, 4, 2), oracle=_zlpr),
}
