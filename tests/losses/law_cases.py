"""One case per loss beyond torch: inputs that it takes, from which the laws are tested."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

N = 6


@dataclass(frozen=True, kw_only=True)
class LossCase:
    """Inputs of one loss.

    Attributes:
        name: catalog name.
        draw: float64 input and target, from a generator.
        options: arguments of the function besides input and target.
        mask_shape: of the mask, as a function of the input's shape; None where rows are not independent.
        oracle: the values of reduction "none", computed another way.
    """

    name: str
    draw: Callable[[torch.Generator], tuple[Tensor, Tensor]]
    options: Mapping[str, Any] = field(default_factory=dict)
    oracle: Callable[[Tensor, Tensor], Tensor] | None = None
    separable: bool = True
    kept_like: Callable[[Tensor, Tensor], tuple[int, ...]] = lambda x, y: tuple(y.shape)


def _normal(g: torch.Generator, *shape: int) -> Tensor:
    return torch.randn(*shape, generator=g, dtype=torch.float64)


def _pair(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return _normal(g, N), _normal(g, N) + 0.3


def _positive(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return _normal(g, N), _normal(g, N).exp()


def _amounts(g: torch.Generator) -> tuple[Tensor, Tensor]:
    y = _normal(g, N).exp()
    y[::2] = 0.0
    return _normal(g, N), y


def _counts(parameters: int) -> Callable[[torch.Generator], tuple[Tensor, Tensor]]:
    return lambda g: (_normal(g, N, parameters), torch.tensor([0.0, 1.0, 2.0, 5.0, 0.0, 11.0], dtype=torch.float64))


def _parameters(parameters: int) -> Callable[[torch.Generator], tuple[Tensor, Tensor]]:
    return lambda g: (_normal(g, N, parameters), _normal(g, N))


def _shares(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return _normal(g, N, 2), torch.rand(N, generator=g, dtype=torch.float64) * 0.9 + 0.05


def _angles(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return _normal(g, N, 2), 3 * _normal(g, N)


def _classes(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return _normal(g, N, 3), torch.randint(0, 3, (N,), generator=g)


def _masks(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return _normal(g, 3, 3, 4, 4), torch.randint(0, 3, (3, 4, 4), generator=g)


def _levels(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return _normal(g, N, 3), torch.tensor([0, 1, 2, 3, 3, 0])


def _questions(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return _normal(g, N), torch.randint(0, 2, (N,), generator=g).double()


def _times(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return _normal(g, N), torch.tensor([[1.0, 1], [2, 0], [2, 1], [3, 1], [5, 0], [4, 1]], dtype=torch.float64)


def _intervals(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return _normal(g, N, 4), torch.tensor([[0, 1], [1, 0], [2, 1], [3, 1], [3, 0], [1, 1]])


def _lists(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return _normal(g, 4, 5), torch.randint(0, 4, (4, 5), generator=g).double()


def _softplus(x: Tensor) -> Tensor:
    return torch.logaddexp(x, torch.zeros_like(x))


D = torch.distributions


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


def _corn(x: Tensor, y: Tensor) -> Tensor:
    rows = []
    for scores, level in zip(x, y.tolist(), strict=True):
        terms = [_softplus(-s if level > k else s) for k, s in enumerate(scores) if level >= k]
        rows.append(torch.stack(terms).sum() / len(scores))
    return torch.stack(rows)


def _dice(x: Tensor, y: Tensor) -> Tensor:
    p, t = x.softmax(1), torch.nn.functional.one_hot(y, 3).movedim(-1, 1).to(x.dtype)
    shared, total = (p * t).sum((2, 3)), (p + t).sum((2, 3))
    return (1 - (2 * shared + 1) / (total + 1)).mean(1)


def _cox(x: Tensor, y: Tensor) -> Tensor:
    time, event = y[:, 0], y[:, 1]
    risks = [torch.logsumexp(x[time >= t], 0) for t in time]
    return (torch.stack(risks) - x) * event


def _hazards(x: Tensor, y: Tensor) -> Tensor:
    rows = []
    for scores, (interval, event) in zip(x, y.tolist(), strict=True):
        lived = _softplus(scores[:interval]).sum()
        rows.append(lived + _softplus(-scores[interval] if event else scores[interval]))
    return torch.stack(rows)


def _beta(x: Tensor, y: Tensor) -> Tensor:
    mean, precision = torch.sigmoid(x[..., 0]), torch.exp(x[..., 1])
    return -D.Beta(mean * precision, (1 - mean) * precision).log_prob(y)


def _pinball(x: Tensor, y: Tensor) -> Tensor:
    return torch.where(y > x, 0.8 * (y - x), 0.2 * (x - y))


def _gaussian(x: Tensor, y: Tensor) -> Tensor:
    return -D.Normal(x[..., 0], torch.exp(x[..., 1] / 2)).log_prob(y)


def _von_mises(x: Tensor, y: Tensor) -> Tensor:
    return -D.VonMises(torch.atan2(x[..., 1], x[..., 0]), x.norm(dim=-1)).log_prob(y)


def _per_image(x: Tensor, y: Tensor) -> tuple[int, ...]:
    return tuple(y.shape)


CASES: tuple[LossCase, ...] = (
    LossCase(name="pinball", draw=_pair, options={"quantile": 0.8}, oracle=_pinball),
    LossCase(
        name="expectile",
        draw=_pair,
        options={"tau": 0.8},
        oracle=lambda x, y: torch.where(y > x, 0.8, 0.2) * (y - x) ** 2,
    ),
    LossCase(name="msle", draw=_positive, oracle=lambda x, y: (x - (1 + y).log()) ** 2),
    LossCase(name="mape", draw=_positive, oracle=lambda x, y: ((x - y) / y).abs()),
    LossCase(
        name="gamma-deviance",
        draw=_positive,
        oracle=lambda x, y: 2 * (y / x.exp() - 1 - (y / x.exp()).log()),
    ),
    LossCase(
        name="tweedie-deviance",
        draw=_amounts,
        options={"power": 1.3},
        oracle=lambda x, y: 2 * (y**0.7 / (-0.3 * 0.7) - y * x.exp() ** -0.3 / -0.3 + x.exp() ** 0.7 / 0.7),
    ),
    LossCase(name="negative-binomial-nll", draw=_counts(2), oracle=lambda x, y: -_negative_binomial(x).log_prob(y)),
    LossCase(name="zero-inflated-negative-binomial-nll", draw=_counts(3), oracle=_zero_inflated),
    LossCase(name="hurdle-gamma-nll", draw=lambda g: (_normal(g, N, 3), _amounts(g)[1]), oracle=_hurdle),
    LossCase(name="beta-nll", draw=_shares, oracle=_beta),
    LossCase(name="gaussian-log-variance-nll", draw=_parameters(2), oracle=_gaussian),
    LossCase(
        name="beta-weighted-gaussian-nll",
        draw=_parameters(2),
        options={"beta": 0.5},
        oracle=lambda x, y: _gaussian(x, y) * torch.exp(0.5 * x[..., 1]).detach(),
    ),
    LossCase(
        name="student-t-nll",
        draw=_parameters(2),
        options={"dof": 3.0},
        oracle=lambda x, y: -D.StudentT(3.0, x[..., 0], x[..., 1].exp()).log_prob(y),
    ),
    LossCase(name="von-mises-nll", draw=_angles, oracle=_von_mises),
    LossCase(
        name="cosine-angle",
        draw=_angles,
        oracle=lambda x, y: 1 - torch.cos(torch.atan2(x[..., 1], x[..., 0]) - y),
    ),
    LossCase(name="corn", draw=_levels, oracle=_corn),
    LossCase(
        name="generalised-cross-entropy",
        draw=_classes,
        options={"q": 0.7},
        oracle=lambda x, y: (1 - x.softmax(1)[torch.arange(N), y] ** 0.7) / 0.7,
    ),
    LossCase(
        name="logit-adjusted-cross-entropy",
        draw=_classes,
        options={"class_counts": [5.0, 3.0, 2.0]},
        oracle=lambda x, y: torch.nn.functional.cross_entropy(
            x + torch.tensor([0.5, 0.3, 0.2]).double().log(), y, reduction="none"
        ),
    ),
    LossCase(
        name="sigmoid-focal",
        draw=_questions,
        options={"gamma": 2.0},
        oracle=lambda x, y: (
            -((1 - torch.sigmoid(x * (2 * y - 1))) ** 2) * torch.nn.functional.logsigmoid(x * (2 * y - 1))
        ),
    ),
    LossCase(name="dice", draw=_masks, oracle=_dice, separable=False, kept_like=_per_image),
    LossCase(
        name="dice-cross-entropy",
        draw=_masks,
        oracle=lambda x, y: _dice(x, y) + torch.nn.functional.cross_entropy(x, y, reduction="none").mean((1, 2)),
        separable=False,
        kept_like=_per_image,
    ),
    LossCase(
        name="cox-partial-likelihood",
        draw=_times,
        oracle=_cox,
        separable=False,
        kept_like=lambda x, y: tuple(x.shape),
    ),
    LossCase(
        name="discrete-time-hazard-nll",
        draw=_intervals,
        oracle=_hazards,
        kept_like=lambda x, y: (len(y),),
    ),
    LossCase(
        name="listnet",
        draw=_lists,
        oracle=lambda x, y: -(y.softmax(-1) * x.log_softmax(-1)).sum(-1),
        separable=False,
    ),
)
