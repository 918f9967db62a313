"""Cases of the losses over classes."""

import torch
from torch import Tensor

from tests.losses.laws._case import case, indices


def _log_probabilities(g: torch.Generator) -> tuple[Tensor, Tensor]:
    x, y = indices(3)(g)
    return x.log_softmax(1), y


CASES = {
    "cross-entropy": case(
        "cross-entropy",
        draw=indices(3, 2),
        oracle=lambda x, y: x.logsumexp(1) - x.gather(1, y.unsqueeze(1)).squeeze(1),
    ),
    "nll": case("nll", draw=_log_probabilities, extreme=0.0, oracle=lambda x, y: -x[torch.arange(len(x)), y]),
}
