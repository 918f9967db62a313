"""Cases of the losses over texts and answers."""

from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, logsigmoid

from rightloss.functional import grpo_loss
from tests.losses.laws._case import N, case, normal, softplus

T, S = 5, 4


def _text(g: torch.Generator) -> tuple[Tensor, Tensor]:
    return normal(g, N, T, 7), torch.randint(0, 7, (N, T), generator=g)


def _words(g: torch.Generator, length: int) -> Tensor:
    words = torch.rand(N, length, generator=g) > 0.4
    words[:, -1] = True
    return words


def _tokens(g: torch.Generator, *lengths: int) -> list[Tensor]:
    """Log-probabilities of N answers of each length."""
    return [-softplus(normal(g, N, length)) for length in lengths]


def _pairs(g: torch.Generator) -> tuple[Tensor, ...]:
    return (*_tokens(g, T, S), _words(g, T), _words(g, S))


def _referenced(g: torch.Generator) -> tuple[Tensor, ...]:
    return (*_tokens(g, T, S, T, S), _words(g, T), _words(g, S))


def _judged(g: torch.Generator) -> tuple[Tensor, ...]:
    x, reference, other, other_reference = _tokens(g, T, T, S, S)
    # The policy has drifted: otherwise the baseline would be 0.
    return x, reference, other, other_reference - 1, torch.tensor([1.0, 0, 1, 1, 0, 0], dtype=torch.float64)


def _grouped(g: torch.Generator) -> tuple[Tensor, ...]:
    return (*_tokens(g, T, T), normal(g, N))


def _next_token(x: Tensor, y: Tensor) -> Tensor:
    values = cross_entropy(x[:, :-1].transpose(1, 2), y[:, 1:], reduction="none")
    return torch.cat((torch.zeros_like(values[:, :1]), values), 1)


def _sums(*pairs: tuple[Tensor, Tensor]) -> list[Tensor]:
    return [torch.stack([row[words].sum() for row, words in zip(x, mask, strict=True)]) for x, mask in pairs]


def _means(*pairs: tuple[Tensor, Tensor]) -> list[Tensor]:
    return [torch.stack([row[words].mean() for row, words in zip(x, mask, strict=True)]) for x, mask in pairs]


def _dpo(c: Tensor, r: Tensor, rc: Tensor, rr: Tensor, cm: Tensor, rm: Tensor, smoothing: float = 0.0) -> Tensor:
    a, b, d, e = _sums((c, cm), (r, rm), (rc, cm), (rr, rm))
    z = 0.3 * ((a - d) - (b - e))
    return -(1 - smoothing) * logsigmoid(z) - smoothing * logsigmoid(-z)


def _ipo(c: Tensor, r: Tensor, rc: Tensor, rr: Tensor, cm: Tensor, rm: Tensor) -> Tensor:
    a, b, d, e = _means((c, cm), (r, rm), (rc, cm), (rr, rm))
    return ((a - b) - (d - e) - 1 / (2 * 0.2)) ** 2


def _simpo(c: Tensor, r: Tensor, cm: Tensor, rm: Tensor) -> Tensor:
    a, b = _means((c, cm), (r, rm))
    return -logsigmoid(2 * (a - b) - 0.7)


def _orpo(c: Tensor, r: Tensor, cm: Tensor, rm: Tensor) -> Tensor:
    a, b = _means((c, cm), (r, rm))
    odds = [p.exp() / (1 - p.exp()) for p in (a, b)]
    return -a - 0.4 * torch.sigmoid((odds[0] / odds[1]).log()).log()


def _kto(x: Tensor, ref: Tensor, other: Tensor, other_ref: Tensor, good: Tensor) -> Tensor:
    ratio = (x - ref).sum(1)
    drift = max(0.0, (other - other_ref).sum(1).mean().item())
    return torch.where(
        good == 1, 1.3 * (1 - torch.sigmoid(0.2 * (ratio - drift))), 0.6 * (1 - torch.sigmoid(0.2 * (drift - ratio)))
    )


def _surrogate(x: Tensor, old: Tensor, gain: Tensor, low: float, high: float) -> Tensor:
    ratio = (x - old).exp()
    return -torch.minimum(ratio * gain, ratio.clamp(1 - low, 1 + high) * gain)


def _pulled(
    x: Tensor,
    old: Tensor,
    reference: Tensor,
    gain: Tensor,
    *,
    reduction: Any = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    """GRPO with its reference among the arguments."""
    return grpo_loss(
        x,
        old,
        gain,
        kl_weight=0.3,
        reference_log_probs=reference,
        reduction=reduction,
        mask=mask,
        sample_weight=sample_weight,
        denominator=denominator,
    )


def _grpo_pulled(x: Tensor, old: Tensor, reference: Tensor, gain: Tensor) -> Tensor:
    ratio = (reference - x).exp()
    return (_surrogate(x, old, gain[:, None], 0.2, 0.2) + 0.3 * (ratio - ratio.log() - 1)).mean(1)


def _cispo(x: Tensor, old: Tensor, gain: Tensor) -> Tensor:
    return -(x - old).exp().clamp(max=1.5).detach() * gain[:, None] * x


# Log-probabilities are not free to be 1e4: `test_language.py` tests extreme ones.
ANSWERS: dict[str, Any] = {"mask_shape": lambda x, *_: (len(x),), "extreme": 0.0}
TOKENS: dict[str, Any] = {"mask_shape": lambda x, *_: tuple(x.shape), "extreme": 0.0}
POLICY: dict[str, Any] = {"draw": _grouped, "inputs": 1, **TOKENS}

CASES = {
    "language-model-cross-entropy": case("language-model-cross-entropy", draw=_text, oracle=_next_token),
    "dpo": case("dpo", draw=_referenced, options={"beta": 0.3}, oracle=_dpo, **ANSWERS),
    "dpo:conservative": case(
        "dpo",
        draw=_referenced,
        options={"beta": 0.3, "label_smoothing": 0.2},
        oracle=lambda *arguments: _dpo(*arguments, smoothing=0.2),
        **ANSWERS,
    ),
    "ipo": case("ipo", draw=_referenced, options={"beta": 0.2}, oracle=_ipo, **ANSWERS),
    "simpo": case("simpo", draw=_pairs, options={"beta": 2.0, "gamma": 0.7}, oracle=_simpo, **ANSWERS),
    "orpo": case("orpo", draw=_pairs, options={"odds_weight": 0.4}, oracle=_orpo, **ANSWERS),
    "kto": case(
        "kto",
        draw=_judged,
        inputs=2,
        bad_targets=((4, 2, "2"),),
        options={"beta": 0.2, "desirable_weight": 1.3, "undesirable_weight": 0.6},
        oracle=_kto,
        **TOKENS,
    ),
    "ppo-clipped": case(
        "ppo-clipped",
        draw=lambda g: (normal(g, N), normal(g, N), normal(g, N)),
        inputs=1,
        options={"clip_low": 0.1, "clip_high": 0.3},
        oracle=lambda x, old, gain: _surrogate(x, old, gain, 0.1, 0.3),
        extreme=30.0,
    ),
    "grpo": case("grpo", oracle=lambda x, old, gain: _surrogate(x, old, gain[:, None], 0.2, 0.2).mean(1), **POLICY),
    "grpo:pulled": case(
        "grpo",
        **POLICY
        | {
            "function": _pulled,
            "module": None,
            "draw": lambda g: (*_tokens(g, T, T, T), normal(g, N)),
            "oracle": _grpo_pulled,
        },
    ),
    "dr-grpo": case(
        "dr-grpo",
        options={"max_tokens": 12},
        oracle=lambda x, old, gain: _surrogate(x, old, gain[:, None], 0.2, 0.2).sum(1) / 12,
        **POLICY,
    ),
    "dapo": case("dapo", oracle=lambda x, old, gain: _surrogate(x, old, gain[:, None], 0.2, 0.28), **POLICY),
    "cispo": case("cispo", options={"max_ratio": 1.5}, oracle=_cispo, **POLICY),
}
