"""Cases of the losses for wrong labels."""

import torch

from tests.losses.laws._case import case, indices

CASES = {
    "generalised-cross-entropy": case(
        "generalised-cross-entropy",
        draw=indices(3),
        options={"q": 0.7},
        oracle=lambda x, y: (1 - x.softmax(1)[torch.arange(len(x)), y] ** 0.7) / 0.7,
    ),
}
