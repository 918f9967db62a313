"""Cases of the losses over survival times."""

import torch
from torch import Tensor

from tests.losses.laws._case import N, case, normal, softplus


def _times(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return normal(g, N), torch.tensor([[1.0, 1], [2, 0], [2, 1], [3, 1], [5, 0], [4, 1]], dtype=torch.float64)


def _intervals(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return normal(g, N, 4), torch.tensor([[0, 1], [1, 0], [2, 1], [3, 1], [3, 0], [1, 1]])


def _cox(x: Tensor, y: Tensor) -> Tensor:
    time, event = y[:, 0], y[:, 1]
    risks = [torch.logsumexp(x[time >= t], 0) for t in time]
    return (torch.stack(risks) - x) * event


def _hazards(x: Tensor, y: Tensor) -> Tensor:
    rows = []
    for scores, (interval, event) in zip(x, y.tolist(), strict=True):
        lived = softplus(scores[:interval]).sum()
        rows.append(lived + softplus(-scores[interval] if event else scores[interval]))
    return torch.stack(rows)


CASES = {
    "cox-partial-likelihood": case(
        "cox-partial-likelihood", draw=_times, oracle=_cox, mask_shape=lambda x, y: tuple(x.shape)
    ),
    "discrete-time-hazard-nll": case(
        "discrete-time-hazard-nll", draw=_intervals, oracle=_hazards, mask_shape=lambda x, y: (len(y),)
    ),
}
