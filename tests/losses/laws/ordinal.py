"""Cases of the losses over ordered levels."""

import torch
from torch import Tensor

from tests.losses.laws._case import N, case, normal, softplus


def _levels(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return normal(g, N, 3), torch.tensor([0, 1, 2, 3, 3, 0])


def _corn(x: Tensor, y: Tensor) -> Tensor:
    rows = []
    for scores, level in zip(x, y.tolist(), strict=True):
        terms = [softplus(-s if level > k else s) for k, s in enumerate(scores) if level >= k]
        rows.append(torch.stack(terms).sum() / len(scores))
    return torch.stack(rows)


def _coral(x: Tensor, y: Tensor) -> Tensor:
    rows = []
    for scores, level in zip(x, y.tolist(), strict=True):
        rows.append(
            torch.stack(
                [w * softplus(-s if level > k else s) for k, (s, w) in enumerate(zip(scores, WEIGHT, strict=True))]
            )
        )
    return torch.stack(rows).sum(1)


def _scores(g: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    cuts = torch.tensor([-1.5, -0.5, 1.0], dtype=torch.float64) + 0.2 * normal(g, 3)
    return 2 * normal(g, N), cuts, torch.tensor([0, 1, 2, 3, 3, 0])


def _cumulative_link(s: Tensor, cuts: Tensor, y: Tensor) -> Tensor:
    logistic = torch.distributions.TransformedDistribution(
        torch.distributions.Uniform(torch.zeros_like(s), 1),
        [torch.distributions.SigmoidTransform().inv, torch.distributions.AffineTransform(s, 1.0)],
        validate_args=False,
    )
    below = torch.stack([torch.zeros_like(s), *(logistic.cdf(c) for c in cuts), torch.ones_like(s)], 1)
    return -below.diff(dim=1).gather(1, y.unsqueeze(1)).squeeze(1).log()


WEIGHT = torch.tensor([1.0, 0.5, 3.0], dtype=torch.float64)
CASES = {
    "corn": case("corn", draw=_levels, oracle=_corn),
    "coral": case("coral", draw=_levels, options={"threshold_weight": WEIGHT}, oracle=_coral),
    "cumulative-link": case(
        "cumulative-link", draw=_scores, inputs=1, oracle=_cumulative_link, shared=frozenset({1}), module=None
    ),
    "cumulative-link:cut-points": case(
        "cumulative-link",
        draw=_scores,
        oracle=_cumulative_link,
        shared=frozenset({1}),
        module=None,
        extreme=0.0,  # the cut points are not free to be anything: they rise
    ),
}
