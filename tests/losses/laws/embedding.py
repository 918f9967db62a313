"""Cases of the losses over vectors."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import cosine_similarity, cross_entropy, logsigmoid, triplet_margin_loss

from tests.losses.laws._case import N, case, normal, softplus

D = 3
LABELS = torch.tensor([0, 0, 1, 1, 1, 2])


def _sets(count: int) -> Callable[[torch.Generator], tuple[Tensor, ...]]:
    return lambda g: tuple(normal(g, N, D) for _ in range(count))


def _labelled(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return normal(g, N, D), LABELS


def _pairs(g: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    return normal(g, N, D), normal(g, N, D), torch.randint(0, 2, (N,), generator=g).double()


def _scaled(g: torch.Generator) -> tuple[Tensor, ...]:
    return normal(g, N, D), normal(g, N, D), normal(g)


def _shifted(g: torch.Generator) -> tuple[Tensor, ...]:
    return normal(g, N, D), normal(g, N, D), normal(g), normal(g)


def _directed(g: torch.Generator) -> tuple[Tensor, ...]:
    return normal(g, N, D), normal(g, 4, D), torch.randint(0, 4, (N,), generator=g)


def _cosines(x: Tensor, y: Tensor) -> Tensor:
    return cosine_similarity(x.unsqueeze(1), y.unsqueeze(0), dim=-1)


def _contrastive(x: Tensor, y: Tensor, same: Tensor) -> Tensor:
    d = (x - y).norm(dim=1)
    return torch.where(same == 1, d**2 / 2, (0.8 - d).clamp_min(0) ** 2 / 2)


def _batch_hard(x: Tensor, y: Tensor, cost: Callable[[Tensor], Tensor]) -> Tensor:
    rows = []
    for i in range(len(x)):
        near = [(x[i] - x[j]).norm() for j in range(len(x)) if j != i and y[j] == y[i]]
        far = [(x[i] - x[j]).norm() for j in range(len(x)) if y[j] != y[i]]
        rows.append(cost(max(near) - min(far)) if near and far else 0 * x[i].sum())
    return torch.stack(rows)


def _nt_xent(x: Tensor, y: Tensor, temperature: float = 0.3) -> Tensor:
    """Cross-entropy on the matrix of all 2N views without its diagonal."""
    views = torch.cat((x, y))
    scores = _cosines(views, views) / temperature
    scores = scores.masked_fill(torch.eye(len(views), dtype=torch.bool), -torch.inf)
    partner = torch.arange(len(views)).roll(len(x))
    return cross_entropy(scores, partner, reduction="none").reshape(2, -1).mean(0)


def _info_nce(x: Tensor, y: Tensor, scale: Tensor | float = 1 / 0.3) -> Tensor:
    return cross_entropy(scale * _cosines(x, y), torch.arange(len(x)), reduction="none")


def _supervised(x: Tensor, y: Tensor) -> Tensor:
    rows = []
    for i in range(len(x)):
        others = [j for j in range(len(x)) if j != i]
        log_p = torch.stack([cosine_similarity(x[i], x[j], dim=0) / 0.3 for j in others]).log_softmax(0)
        found = [p for p, j in zip(log_p, others, strict=True) if y[j] == y[i]]
        rows.append(-torch.stack(found).mean() if found else 0 * x[i].sum())
    return torch.stack(rows)


def _clip(x: Tensor, y: Tensor, log_scale: Tensor) -> Tensor:
    return (_info_nce(x, y, log_scale.exp()) + _info_nce(y, x, log_scale.exp())) / 2


def _siglip(x: Tensor, y: Tensor, log_scale: Tensor, bias: Tensor) -> Tensor:
    sign = 2 * torch.eye(len(x), dtype=x.dtype) - 1
    return -logsigmoid(sign * (log_scale.exp() * _cosines(x, y) + bias)).sum(1)


def _face(margin: Callable[[Tensor], Tensor]) -> Callable[..., Tensor]:
    def oracle(x: Tensor, weight: Tensor, y: Tensor) -> Tensor:
        cosines = _cosines(x, weight)
        rows = [torch.cat((c[:k], margin(c[k])[None], c[k + 1 :])) for c, k in zip(cosines, y.tolist(), strict=True)]
        return cross_entropy(8 * torch.stack(rows), y, reduction="none")

    return oracle


def _arc(cosine: Tensor) -> Tensor:
    angle = torch.acos(cosine)
    return torch.cos(angle + 0.5) if angle + 0.5 < torch.pi else cosine - 0.5 * torch.sin(torch.tensor(0.5).double())


PER_ROW: dict[str, Any] = {"mask_shape": lambda x, *_: (len(x),)}
HEAD: dict[str, Any] = {"shared": frozenset({1}), "owned": {1: "weight"}, **PER_ROW}
SIZES = {"embedding_dim": D, "num_classes": 4}

CASES = {
    "triplet-margin": case(
        "triplet-margin",
        draw=_sets(3),
        oracle=lambda a, p, n: triplet_margin_loss(a, p, n, reduction="none"),
        **PER_ROW,
    ),
    "triplet-margin:swap": case(
        "triplet-margin",
        draw=_sets(3),
        options={"swap": True, "p": 1.0, "margin": 0.4},
        oracle=lambda a, p, n: (
            (a - p + 1e-6).abs().sum(1) - torch.minimum((a - n + 1e-6).abs().sum(1), (p - n + 1e-6).abs().sum(1)) + 0.4
        ).clamp_min(0),
        **PER_ROW,
    ),
    "contrastive": case("contrastive", draw=_pairs, options={"margin": 0.8}, oracle=_contrastive, **PER_ROW),
    "batch-hard-triplet": case(
        "batch-hard-triplet", draw=_labelled, oracle=lambda x, y: _batch_hard(x, y, lambda d: (d + 1).clamp_min(0))
    ),
    "batch-hard-triplet:soft": case(
        "batch-hard-triplet",
        draw=_labelled,
        options={"margin": None},
        oracle=lambda x, y: _batch_hard(x, y, softplus),
    ),
    "nt-xent": case("nt-xent", draw=_sets(2), options={"temperature": 0.3}, oracle=_nt_xent, **PER_ROW),
    "info-nce": case("info-nce", draw=_sets(2), options={"temperature": 0.3}, oracle=_info_nce, **PER_ROW),
    "supervised-contrastive": case(
        "supervised-contrastive", draw=_labelled, options={"temperature": 0.3}, oracle=_supervised
    ),
    # The scale is an exponential: it is not free to be 1e4.
    "clip-contrastive": case(
        "clip-contrastive",
        draw=_scaled,
        oracle=_clip,
        shared=frozenset({2}),
        owned={2: "log_scale"},
        extreme=4.0,
        **PER_ROW,
    ),
    "siglip": case(
        "siglip",
        draw=_shifted,
        oracle=_siglip,
        shared=frozenset({2, 3}),
        owned={2: "log_scale", 3: "bias"},
        extreme=4.0,
        **PER_ROW,
    ),
    "arcface": case(
        "arcface", draw=_directed, options={"scale": 8.0}, module_options=SIZES, oracle=_face(_arc), **HEAD
    ),
    "cosface": case(
        "cosface",
        draw=_directed,
        options={"scale": 8.0, "margin": 0.2},
        module_options=SIZES,
        oracle=_face(lambda c: c - 0.2),
        **HEAD,
    ),
}
