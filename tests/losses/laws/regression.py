"""Cases of the regression losses."""

import torch
from torch import Tensor

from tests.losses.laws._case import N, case, normal, reals


def _positive(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return normal(g, N), normal(g, N).exp()


def _angles(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return normal(g, N, 2), 3 * normal(g, N)


def _pinball(x: Tensor, y: Tensor) -> Tensor:
    return torch.where(y > x, 0.8 * (y - x), 0.2 * (x - y))


def _smooth_l1(x: Tensor, y: Tensor) -> Tensor:
    error = (x - y).abs()
    return torch.where(error < 0.7, error**2 / 1.4, error - 0.35)


CASES = {
    "l1": case("l1", draw=reals(N), oracle=lambda x, y: (x - y).abs()),
    "mse": case("mse", draw=reals(N, 3), oracle=lambda x, y: (x - y) ** 2),
    "smooth-l1": case("smooth-l1", draw=reals(N, 3), options={"beta": 0.7}, oracle=_smooth_l1),
    "smooth-l1:beta-0": case("smooth-l1", draw=reals(N), options={"beta": 0}, oracle=lambda x, y: (x - y).abs()),
    "huber": case("huber", draw=reals(N, 3), options={"delta": 0.7}, oracle=lambda x, y: 0.7 * _smooth_l1(x, y)),
    "pinball": case("pinball", draw=reals(N), options={"quantile": 0.8}, oracle=_pinball),
    "expectile": case(
        "expectile",
        draw=reals(N),
        options={"tau": 0.8},
        oracle=lambda x, y: torch.where(y > x, 0.8, 0.2) * (y - x) ** 2,
    ),
    "msle": case("msle", draw=_positive, oracle=lambda x, y: (x - (1 + y).log()) ** 2),
    "mape": case("mape", draw=_positive, oracle=lambda x, y: ((x - y) / y).abs()),
    "cosine-angle": case(
        "cosine-angle",
        draw=_angles,
        oracle=lambda x, y: 1 - torch.cos(torch.atan2(x[..., 1], x[..., 0]) - y),
    ),
}
