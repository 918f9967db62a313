"""Every loss over answers, of hidden states and a head by way of token_log_probs, against all the logits."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from rightloss import functional as f
from rightloss.kernels import token_log_probs
from tests.kernels.small import small_chunks  # noqa: F401

N, T, V, D = 6, 7, 33, 5
G = torch.Generator().manual_seed(0)
CHOSEN, REJECTED = (torch.randint(0, V, (N, T), generator=G) for _ in range(2))
for tokens in (CHOSEN, REJECTED):
    tokens[:, 0] = -100  # the prompt
    tokens[2, 4:] = -100  # padding
HEAD = torch.randn(V, D, generator=G, dtype=torch.float64)
STATES = torch.randn(2, N, T, D, generator=G, dtype=torch.float64)
BEFORE = [x + 0.3 * torch.randn(x.shape, generator=G, dtype=torch.float64) for x in STATES]
ADVANTAGES = torch.linspace(-1, 2, N, dtype=torch.float64)
WRITTEN = CHOSEN != -100

LogProbs = Callable[..., Any]


def by_logits(hidden: Tensor, weight: Tensor, target: Tensor) -> Any:
    """The plain composition: all the logits, their log-softmax, the targets' places."""
    logs = (hidden @ weight.T).log_softmax(-1)
    left_out = target == -100
    chosen = logs.gather(-1, target.masked_fill(left_out, 0).unsqueeze(-1)).squeeze(-1)
    return chosen.masked_fill(left_out, 0), -(logs.exp() * logs).sum(-1).masked_fill(left_out, 0)


def _pairs(loss: Callable[..., Tensor], *, reference: bool, **options: float) -> Callable[..., Tensor]:
    def run(log_probs: LogProbs, hidden: Tensor, weight: Tensor) -> Tensor:
        sides = ((hidden[0], CHOSEN), (hidden[1], REJECTED))
        own = [log_probs(states, weight, words)[0] for states, words in sides]
        before = [log_probs(s, weight.detach(), words)[0] for s, words in zip(BEFORE, (CHOSEN, REJECTED), strict=True)]
        return loss(*own, *(before if reference else ()), CHOSEN != -100, REJECTED != -100, **options)

    return run


def _policy(loss: Callable[..., Tensor], *, entropy: float = 0.0, **options: float) -> Callable[..., Tensor]:
    def run(log_probs: LogProbs, hidden: Tensor, weight: Tensor) -> Tensor:
        own, surprise = log_probs(hidden[0], weight, CHOSEN)
        old = log_probs(BEFORE[0], weight.detach(), CHOSEN)[0]
        reference = {"reference_log_probs": old} if "kl_weight" in options else {}
        bonus = entropy * surprise.sum() / WRITTEN.sum()
        return loss(own, old, ADVANTAGES, mask=WRITTEN, **reference, **options) - bonus

    return run


def _ppo(log_probs: LogProbs, hidden: Tensor, weight: Tensor) -> Tensor:
    own, old = log_probs(hidden[0], weight, CHOSEN)[0], log_probs(BEFORE[0], weight.detach(), CHOSEN)[0]
    return f.ppo_clipped_loss(own, old, ADVANTAGES.unsqueeze(1).expand(N, T), mask=WRITTEN)


def _kto(log_probs: LogProbs, hidden: Tensor, weight: Tensor) -> Tensor:
    own, other = (log_probs(h, weight, words)[0] for h, words in zip(hidden, (CHOSEN, REJECTED), strict=True))
    before = [log_probs(s, weight.detach(), words)[0] for s, words in zip(BEFORE, (CHOSEN, REJECTED), strict=True)]
    good = (torch.arange(N) % 2).double()
    return f.kto_loss(own, before[0], other, before[1], good, mask=WRITTEN, baseline_mask=REJECTED != -100)


LOSSES: dict[str, Callable[..., Tensor]] = {
    "dpo": _pairs(f.dpo_loss, reference=True),
    "conservative dpo": _pairs(f.dpo_loss, reference=True, label_smoothing=0.1),
    "ipo": _pairs(f.ipo_loss, reference=True),
    "simpo": _pairs(f.simpo_loss, reference=False),
    "orpo": _pairs(f.orpo_loss, reference=False),
    "kto": _kto,
    "ppo": _ppo,
    "grpo with a pull and a bonus for entropy": _policy(f.grpo_loss, entropy=0.01, kl_weight=0.04),
    "dr-grpo": _policy(f.dr_grpo_loss, max_tokens=T),
    "dapo": _policy(f.dapo_loss),
    "cispo": _policy(f.cispo_loss),
}


@pytest.mark.parametrize("name", LOSSES)
def test_values_and_gradients_are_those_of_all_the_logits(name: str) -> None:
    found = []
    for log_probs in (token_log_probs, by_logits):
        leaves = STATES.clone().requires_grad_(), HEAD.clone().requires_grad_()
        loss = LOSSES[name](log_probs, *leaves)
        found.append((loss.detach(), *torch.autograd.grad(loss, leaves)))
    torch.testing.assert_close(*found)
    assert all(bool(x.any()) for x in found[0])
