"""Cases of the likelihoods."""

from collections.abc import Callable

import torch
from torch import Tensor

from tests.losses.laws._case import N, case, normal, parameters

D = torch.distributions


def _positive(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return normal(g, N), normal(g, N).exp()


def _amounts(g: torch.Generator) -> tuple[Tensor, Tensor]:
    y = normal(g, N).exp()
    y[::2] = 0.0
    return normal(g, N), y


def _counts(count: int) -> Callable[[torch.Generator], tuple[Tensor, Tensor]]:
    return lambda g: (normal(g, N, count), torch.tensor([0.0, 1.0, 2.0, 5.0, 0.0, 11.0], dtype=torch.float64))


def _shares(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return normal(g, N, 2), torch.rand(N, generator=g, dtype=torch.float64) * 0.9 + 0.05


def _angles(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return normal(g, N, 2), 3 * normal(g, N)


def _negative_binomial(x: Tensor) -> D.NegativeBinomial:
    return D.NegativeBinomial(torch.exp(-x[..., 1]), logits=x[..., 0] + x[..., 1])


def _zero_inflated(x: Tensor, y: Tensor) -> Tensor:
    zero = torch.sigmoid(x[..., 2])
    counted = (1 - zero) * _negative_binomial(x).log_prob(y).exp()
    return -(counted + zero * (y == 0)).log()


def _hurdle(x: Tensor, y: Tensor) -> Tensor:
    zero, shape = torch.sigmoid(x[..., 0]), torch.exp(-x[..., 2])
    density = D.Gamma(shape, shape / torch.exp(x[..., 1])).log_prob(y.clamp_min(1e-3))
    return -torch.where(y == 0, zero.log(), (1 - zero).log() + density)


def _beta(x: Tensor, y: Tensor) -> Tensor:
    mean, precision = torch.sigmoid(x[..., 0]), torch.exp(x[..., 1])
    return -D.Beta(mean * precision, (1 - mean) * precision).log_prob(y)


def _gaussian(x: Tensor, y: Tensor) -> Tensor:
    return -D.Normal(x[..., 0], torch.exp(x[..., 1] / 2)).log_prob(y)


def _von_mises(x: Tensor, y: Tensor) -> Tensor:
    # torch.distributions.VonMises approximates the Bessel function to seven digits only.
    length, angle = x.norm(dim=-1), torch.atan2(x[..., 1], x[..., 0])
    return (2 * torch.pi * torch.special.i0(length)).log() - length * torch.cos(y - angle)


def _means(g: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    return normal(g, N, 2), normal(g, N, 2), normal(g, N, 2).exp()


def _rates(g: torch.Generator) -> tuple[Tensor, Tensor]:
    x, y = _counts(1)(g)
    return x[:, 0].exp(), y


def _log_factorial(y: Tensor) -> Tensor:
    return torch.where(y > 1, y * y.log() - y + (2 * torch.pi * y).log() / 2, 0.0)


def _crps(x: Tensor, y: Tensor) -> Tensor:
    """The integral of the squared difference between the two distribution functions, by Simpson's rule."""
    mean, scale = x[..., :1], x[..., 1:].exp()
    weights = torch.tensor([1.0, *[4.0, 2.0] * 1999, 4.0, 1.0], dtype=torch.float64) / 3 / 4000
    steps = torch.linspace(0, 1, 4001, dtype=torch.float64)

    def area(start: Tensor, stop: Tensor, reached: float) -> Tensor:
        below = D.Normal(mean, scale).cdf(start + (stop - start) * steps)
        return (weights * (below - reached) ** 2).sum(-1) * (stop - start).squeeze(-1)

    there, far = y.unsqueeze(-1), 10 * scale
    return area(torch.minimum(mean - far, there), there, 0) + area(there, torch.maximum(mean + far, there), 1)


def _zero_inflated_poisson(x: Tensor, y: Tensor) -> Tensor:
    zero = torch.sigmoid(x[..., 1])
    return -((1 - zero) * D.Poisson(x[..., 0].exp()).log_prob(y).exp() + zero * (y == 0)).log()


def _hurdle_count(counts: D.Distribution, zero: Tensor, y: Tensor) -> Tensor:
    truncated = counts.log_prob(y).exp() / (1 - counts.log_prob(torch.zeros_like(y)).exp())
    return -torch.where(y == 0, zero.sigmoid(), zero.neg().sigmoid() * truncated).log()


CASES = {
    "gaussian-crps": case("gaussian-crps", draw=parameters(2), oracle=_crps, extreme=30.0),
    "laplace-nll": case(
        "laplace-nll",
        draw=parameters(2),
        oracle=lambda x, y: -D.Laplace(x[..., 0], x[..., 1].exp()).log_prob(y),
        extreme=30.0,
    ),
    "zero-inflated-poisson-nll": case(
        "zero-inflated-poisson-nll", draw=_counts(2), oracle=_zero_inflated_poisson, extreme=30.0
    ),
    "hurdle-poisson-nll": case(
        "hurdle-poisson-nll",
        draw=_counts(2),
        oracle=lambda x, y: _hurdle_count(D.Poisson(x[..., 1].exp()), x[..., 0], y),
        extreme=30.0,
    ),
    "hurdle-negative-binomial-nll": case(
        "hurdle-negative-binomial-nll",
        draw=_counts(3),
        oracle=lambda x, y: _hurdle_count(_negative_binomial(x[..., 1:]), x[..., 0], y),
        extreme=30.0,
    ),
    "poisson-nll": case(
        "poisson-nll",
        draw=lambda g: (normal(g, N), _counts(1)(g)[1]),
        oracle=lambda x, y: -D.Poisson(x.exp()).log_prob(y) - (y + 1).lgamma(),
        extreme=30.0,
    ),
    "poisson-nll:rates": case(
        "poisson-nll",
        draw=_rates,
        options={"log_input": False, "full": True, "eps": 0.0},
        oracle=lambda x, y: x - y * x.log() + _log_factorial(y.clamp_min(1e-9)),
        extreme=0.0,
    ),
    # Targets and variances too are held to the laws of inputs: PyTorch's order is (input, target, var).
    "gaussian-nll": case(
        "gaussian-nll",
        draw=_means,
        inputs=3,
        options={"full": True},
        oracle=lambda m, y, v: -D.Normal(m, v.sqrt()).log_prob(y),
        extreme=0.0,
    ),
    "gamma-deviance": case(
        "gamma-deviance",
        draw=_positive,
        oracle=lambda x, y: 2 * (y / x.exp() - 1 - (y / x.exp()).log()),
        extreme=30.0,
    ),
    "tweedie-deviance": case(
        "tweedie-deviance",
        draw=_amounts,
        options={"power": 1.3},
        oracle=lambda x, y: 2 * (y**0.7 / (-0.3 * 0.7) - y * x.exp() ** -0.3 / -0.3 + x.exp() ** 0.7 / 0.7),
        extreme=30.0,
    ),
    "negative-binomial-nll": case(
        "negative-binomial-nll",
        draw=_counts(2),
        oracle=lambda x, y: -_negative_binomial(x).log_prob(y),
        extreme=30.0,
    ),
    "zero-inflated-negative-binomial-nll": case(
        "zero-inflated-negative-binomial-nll", draw=_counts(3), oracle=_zero_inflated, extreme=30.0
    ),
    "hurdle-gamma-nll": case(
        "hurdle-gamma-nll", draw=lambda g: (normal(g, N, 3), _amounts(g)[1]), oracle=_hurdle, extreme=30.0
    ),
    "beta-nll": case("beta-nll", draw=_shares, oracle=_beta, extreme=30.0),
    "gaussian-log-variance-nll": case("gaussian-log-variance-nll", draw=parameters(2), oracle=_gaussian, extreme=30.0),
    "beta-weighted-gaussian-nll": case(
        "beta-weighted-gaussian-nll",
        draw=parameters(2),
        options={"beta": 0.5},
        oracle=lambda x, y: _gaussian(x, y) * torch.exp(0.5 * x[..., 1]).detach(),
        extreme=30.0,
    ),
    "student-t-nll": case(
        "student-t-nll",
        draw=parameters(2),
        options={"dof": 3.0},
        oracle=lambda x, y: -D.StudentT(3.0, x[..., 0], x[..., 1].exp()).log_prob(y),
        extreme=30.0,
    ),
    "von-mises-nll": case("von-mises-nll", draw=_angles, oracle=_von_mises),
}
