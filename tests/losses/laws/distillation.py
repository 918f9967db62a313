"""Cases of the losses between distributions."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import kl_div

from rightloss.testing import LossCase
from tests.losses.laws._case import N, case, normal


def _two(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return normal(g, N, 4, 2), normal(g, N, 4, 2)


def _distributions(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return normal(g, N, 4).log_softmax(1), normal(g, N, 4).softmax(1)


def _logarithms(g: torch.Generator) -> tuple[Tensor, Tensor]:
    x, q = _distributions(g)
    return x, q.log()


def _kl(q: Tensor, p: Tensor) -> Tensor:
    return kl_div(p.log(), q.log(), log_target=True, reduction="none").sum(1)


def _soft(x: Tensor, temperature: float = 1.0) -> Tensor:
    return (x / temperature).softmax(1)


def _jensen_shannon(x: Tensor, y: Tensor, beta: float) -> Tensor:
    p, q = _soft(x), _soft(y)
    m = beta * q + (1 - beta) * p
    return beta * _kl(q, m) + (1 - beta) * _kl(p, m)


def _mask_shape(x: Tensor, _: Tensor) -> tuple[int, ...]:
    return (len(x), *x.shape[2:])


def _heads(g: torch.Generator) -> tuple[Tensor, ...]:
    """Two heads over five classes, the teacher's of numbers that half precision holds, as autocast rounds it too."""
    teacher = (normal(g, N, 3), normal(g, 5, 3))
    return normal(g, N, 4), normal(g, 5, 4), *((8 * x).round() / 8 for x in teacher)


def _on_heads(divergence: Callable[[Tensor, Tensor], Tensor]) -> Callable[..., Tensor]:
    return lambda h, w, teacher_h, teacher_w: divergence(h @ w.T, teacher_h @ teacher_w.T)


def _linear(divergence: Callable[[Tensor, Tensor], Tensor], **options: float) -> LossCase:
    return case(
        "linear-distillation",
        draw=_heads,
        inputs=2,
        shared=frozenset({1, 3}),
        options=options,
        oracle=_on_heads(divergence),
        mask_shape=lambda hidden, *_: (len(hidden),),
    )


CASES = {
    "kl-divergence": case(
        "kl-divergence", draw=_distributions, oracle=lambda x, q: q * (q / x.exp()).log(), extreme=0.0
    ),
    "kl-divergence:log-target": case(
        "kl-divergence",
        draw=_logarithms,
        options={"log_target": True},
        oracle=lambda x, q: q.exp() * (q - x),
        extreme=0.0,
    ),
    "distillation-kl": case(
        "distillation-kl",
        draw=_two,
        options={"temperature": 3.0},
        oracle=lambda x, y: 9 * _kl(_soft(y, 3.0), _soft(x, 3.0)),
        mask_shape=_mask_shape,
    ),
    "distillation-kl:last-dimension": case(
        "distillation-kl",
        draw=lambda g: (normal(g, N, 2, 4), normal(g, N, 2, 4)),
        options={"class_dim": -1},
        oracle=lambda x, y: _kl(_soft(y.mT), _soft(x.mT)),
        mask_shape=lambda x, _: tuple(x.shape[:-1]),
    ),
    "reverse-kl": case(
        "reverse-kl",
        draw=_two,
        options={"temperature": 2.0},
        oracle=lambda x, y: 4 * _kl(_soft(x, 2.0), _soft(y, 2.0)),
        mask_shape=_mask_shape,
    ),
    "generalised-jensen-shannon": case(
        "generalised-jensen-shannon",
        draw=_two,
        options={"beta": 0.3},
        oracle=lambda x, y: _jensen_shannon(x, y, 0.3),
        mask_shape=_mask_shape,
    ),
    "generalised-jensen-shannon:forward": case(
        "generalised-jensen-shannon",
        draw=_two,
        options={"beta": 0.0},
        oracle=lambda x, y: _kl(_soft(y), _soft(x)),
        mask_shape=_mask_shape,
    ),
    "generalised-jensen-shannon:reverse": case(
        "generalised-jensen-shannon",
        draw=_two,
        options={"beta": 1.0},
        oracle=lambda x, y: _kl(_soft(x), _soft(y)),
        mask_shape=_mask_shape,
    ),
    "linear-distillation": _linear(lambda x, y: 9 * _kl(_soft(y, 3.0), _soft(x, 3.0)), temperature=3.0),
    "linear-distillation:reverse": _linear(lambda x, y: _kl(_soft(x), _soft(y)), beta=1.0),
    "linear-distillation:mixture": _linear(lambda x, y: _jensen_shannon(x, y, 0.3), beta=0.3),
}
