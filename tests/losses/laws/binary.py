"""Cases of the losses over yes/no questions."""

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

from tests.losses.laws._case import N, case, labels


def _probabilities(g: torch.Generator) -> tuple[Tensor, Tensor]:
    x, y = labels(N)(g)
    return x.sigmoid(), y


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
}
