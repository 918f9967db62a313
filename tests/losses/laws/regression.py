"""Cases of the regression losses."""

from collections.abc import Callable

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


def _general_robust(alpha: float) -> Callable[[Tensor, Tensor], Tensor]:
    """The formula of the paper, with a scale of 0.7."""
    width = abs(alpha - 2)
    return lambda x, y: width / alpha * ((((x - y) / 0.7) ** 2 / width + 1) ** (alpha / 2) - 1)


def _histogram(x: Tensor, y: Tensor) -> Tensor:
    edges = torch.linspace(-3, 3, 6, dtype=torch.float64)
    below = torch.distributions.Normal(y.unsqueeze(-1), 0.75 * 1.2).cdf(edges)
    shares = below[..., 1:] - below[..., :-1]
    return -(shares / shares.sum(-1, keepdim=True) * x.log_softmax(-1)).sum(-1)


def _quantiles(x: Tensor, y: Tensor) -> Tensor:
    levels = (0.1, 0.5, 0.9)
    errors = [(y - x[..., n], level) for n, level in enumerate(levels)]
    return 2 / 3 * sum((torch.where(e > 0, level * e, (level - 1) * e) for e, level in errors), torch.zeros_like(y))


CASES = {
    "l1": case("l1", draw=reals(N), oracle=lambda x, y: (x - y).abs()),
    "mse": case("mse", draw=reals(N, 3), oracle=lambda x, y: (x - y) ** 2),
    "smooth-l1": case("smooth-l1", draw=reals(N, 3), options={"beta": 0.7}, oracle=_smooth_l1),
    "smooth-l1:beta-0": case("smooth-l1", draw=reals(N), options={"beta": 0}, oracle=lambda x, y: (x - y).abs()),
    "huber": case("huber", draw=reals(N, 3), options={"delta": 0.7}, oracle=lambda x, y: 0.7 * _smooth_l1(x, y)),
    "log-cosh": case("log-cosh", draw=reals(N, 3), oracle=lambda x, y: torch.cosh(x - y).log()),
    "charbonnier": case(
        "charbonnier", draw=reals(N), options={"eps": 0.5}, oracle=lambda x, y: ((x - y) ** 2 + 0.25).sqrt()
    ),
    **{
        f"general-robust:{alpha:g}": case(
            "general-robust",
            draw=reals(N, 2),
            options={"alpha": alpha, "scale": 0.7},
            oracle=_general_robust(alpha),
            extreme=1e4 if alpha <= 2 else 10.0,
        )
        for alpha in (1.0, 0.5, -2.0, 1.999, 4.0)
    },
    "general-robust:2": case(
        "general-robust", draw=reals(N), options={"alpha": 2.0}, oracle=lambda x, y: (x - y) ** 2 / 2
    ),
    "general-robust:0": case(
        "general-robust", draw=reals(N), options={"alpha": 0.0}, oracle=lambda x, y: ((x - y) ** 2 / 2 + 1).log()
    ),
    "general-robust:minus-infinity": case(
        "general-robust",
        draw=reals(N),
        options={"alpha": -float("inf")},
        oracle=lambda x, y: 1 - (-((x - y) ** 2) / 2).exp(),
    ),
    "hl-gauss": case(
        "hl-gauss",
        draw=lambda g: (normal(g, N, 5), 2 * normal(g, N).tanh()),
        options={"low": -3.0, "high": 3.0},
        oracle=_histogram,
        bad_targets=((1, 4.0, "4"),),
    ),
    "quantile-crps": case(
        "quantile-crps",
        draw=lambda g: (normal(g, N, 3), normal(g, N)),
        options={"levels": (0.1, 0.5, 0.9)},
        oracle=_quantiles,
    ),
    "pinball": case("pinball", draw=reals(N), options={"quantile": 0.8}, oracle=_pinball),
    "expectile": case(
        "expectile",
        draw=reals(N),
        options={"tau": 0.8},
        oracle=lambda x, y: torch.where(y > x, 0.8 * (y - x) ** 2, 0.2 * (y - x) ** 2),
    ),
    "msle": case("msle", draw=_positive, oracle=lambda x, y: (x - (1 + y).log()) ** 2),
    "mape": case("mape", draw=_positive, oracle=lambda x, y: ((x - y) / y).abs()),
    "cosine-angle": case(
        "cosine-angle",
        draw=_angles,
        oracle=lambda x, y: 1 - torch.cos(torch.atan2(x[..., 1], x[..., 0]) - y),
    ),
}
