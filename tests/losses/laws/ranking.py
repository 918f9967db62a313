"""Cases of the losses over ranked lists."""

import torch
from torch import Tensor

from tests.losses.laws._case import case, normal


def _lists(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return normal(g, 4, 5), torch.randint(0, 4, (4, 5), generator=g).double()


CASES = {
    "listnet": case("listnet", draw=_lists, oracle=lambda x, y: -(y.softmax(-1) * x.log_softmax(-1)).sum(-1)),
}
