"""Cases of the losses for rare classes."""

import torch

from tests.losses.laws._case import case, indices

CASES = {
    "logit-adjusted-cross-entropy": case(
        "logit-adjusted-cross-entropy",
        draw=indices(3),
        options={"class_counts": [5.0, 3.0, 2.0]},
        oracle=lambda x, y: torch.nn.functional.cross_entropy(
            x + torch.tensor([0.5, 0.3, 0.2]).double().log(), y, reduction="none"
        ),
    ),
}
