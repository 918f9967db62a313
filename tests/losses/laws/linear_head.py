"""The case of the loss that owns a linear head."""

import torch
from torch import Tensor

from tests.losses.laws._case import case

N, D, V = 6, 4, 5


def _head(g: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    hidden = torch.randn(N, D, generator=g, dtype=torch.float64)
    return hidden, torch.randn(V, D, generator=g, dtype=torch.float64), torch.randint(0, V, (N,), generator=g)


def _surprise(hidden: Tensor, weight: Tensor, target: Tensor) -> Tensor:
    return -torch.distributions.Categorical(logits=hidden @ weight.T).log_prob(target)


CASES = {
    "linear-cross-entropy": case(
        "linear-cross-entropy",
        draw=_head,
        inputs=2,
        shared=frozenset({1}),
        owned={1: "linear.weight"},
        module_options={"in_features": D, "num_classes": V},
        oracle=_surprise,
        bad_targets=((2, V, "class index"),),
    )
}
