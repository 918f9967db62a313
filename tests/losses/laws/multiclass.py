"""Cases of the losses over classes."""

import torch
from torch import Tensor

from tests.losses.laws._case import N, case, indices, normal


def _only_logits(g: torch.Generator) -> tuple[Tensor]:
    return (normal(g, N, 4, 2),)


def _poly(x: Tensor, y: Tensor, smoothing: float = 0.0) -> Tensor:
    q = (1 - smoothing) * torch.nn.functional.one_hot(y, x.shape[1]).movedim(-1, 1).double() + smoothing / x.shape[1]
    p = x.softmax(1)
    return -(q * p.log()).sum(1) + 1.5 * (1 - (q * p).sum(1))


def _crammer_singer(x: Tensor, y: Tensor) -> Tensor:
    rows = [max(row[c] for c in range(len(row)) if c != k) - row[k] for row, k in zip(x, y.tolist(), strict=True)]
    return (0.5 + torch.stack(rows)).clamp_min(0)


def _focal(x: Tensor, y: Tensor, gamma: float) -> Tensor:
    p = x.softmax(1).gather(1, y.unsqueeze(1)).squeeze(1)
    return -((1 - p) ** gamma) * p.log()


WEIGHT = torch.tensor([1.0, 2.0, 0.5], dtype=torch.float64)


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
    "focal": case("focal", draw=indices(3, 2), oracle=lambda x, y: _focal(x, y, 2.0)),
    "focal:gamma-half": case("focal", draw=indices(3), options={"gamma": 0.5}, oracle=lambda x, y: _focal(x, y, 0.5)),
    "focal:weight": case(
        "focal",
        draw=indices(3),
        options={"gamma": 1.0, "weight": WEIGHT},
        oracle=lambda x, y: WEIGHT[y] * _focal(x, y, 1.0),
    ),
    "focal:class-dim": case(
        "focal",
        draw=lambda g: (normal(g, N, 2, 3), torch.randint(0, 3, (N, 2), generator=g)),
        options={"class_dim": -1},
        oracle=lambda x, y: _focal(x.movedim(-1, 1), y, 2.0),
    ),
    "poly-1-cross-entropy": case("poly-1-cross-entropy", draw=indices(3), options={"epsilon": 1.5}, oracle=_poly),
    "poly-1-cross-entropy:smoothed": case(
        "poly-1-cross-entropy",
        draw=indices(3, 2),
        options={"epsilon": 1.5, "label_smoothing": 0.2},
        oracle=lambda x, y: _poly(x, y, 0.2),
    ),
    "z-loss": case(
        "z-loss",
        draw=_only_logits,
        oracle=lambda x: x.exp().sum(1).log() ** 2,
        mask_shape=lambda x: (x.shape[0], *x.shape[2:]),
    ),
    "crammer-singer-hinge": case(
        "crammer-singer-hinge", draw=indices(4), options={"margin": 0.5}, oracle=_crammer_singer
    ),
}
