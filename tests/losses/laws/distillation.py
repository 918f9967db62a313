"""Cases of the losses between distributions."""

import torch
from torch import Tensor

from tests.losses.laws._case import N, case, normal


def _distributions(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return normal(g, N, 4).log_softmax(1), normal(g, N, 4).softmax(1)


def _logarithms(g: torch.Generator) -> tuple[Tensor, Tensor]:
    x, q = _distributions(g)
    return x, q.log()


CASES = {
    "kl-divergence": case(
        "kl-divergence", draw=_distributions, oracle=lambda x, q: q * (q / x.exp()).log(), extreme=0.0
    ),
    "kl-divergence:log-target": case(
        "kl-divergence",
        draw=_logarithms,
        options={"log_target": True},
        oracle=lambda x, q: q.exp() * (q - x),
        extreme=0.0,
    ),
}
