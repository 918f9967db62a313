"""No tensor of the size of all the logits is made, forward or backward, by the losses that take a linear head."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.profiler import ProfilerActivity, profile

from rightloss import kernels
from rightloss.functional import distillation_kl, dpo_loss, linear_cross_entropy, linear_distillation
from rightloss.kernels import _blocks

N, V, D = 512, 4096, 8
LOGITS = 4 * N * V  # bytes


def allocations(work: Callable[[], object]) -> list[int]:
    """Bytes that each operation makes."""
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as seen:
        work()
    return [event.self_cpu_memory_usage for event in seen.events()]


def largest_allocation(work: Callable[[], object]) -> int:
    """Bytes of the largest tensor that one operation makes."""
    return max(allocations(work))


def drawn() -> tuple[Tensor, Tensor, Tensor]:
    g = torch.Generator().manual_seed(0)
    hidden, weight = torch.randn(N, D, generator=g), torch.randn(V, D, generator=g)
    return hidden.requires_grad_(), weight.requires_grad_(), torch.randint(0, V, (N,), generator=g)


def _preference(chosen: Tensor, rejected: Tensor) -> Tensor:
    pairs = chosen.reshape(32, 16), rejected.reshape(32, 16)
    words = torch.ones(32, 16, dtype=torch.bool)
    return dpo_loss(*pairs, *(x.detach() - 0.1 for x in pairs), words, words)


def _preferred(hidden: Tensor, weight: Tensor, target: Tensor) -> Tensor:
    return _preference(*(kernels.token_log_probs(h, weight, target).log_prob for h in (hidden, -hidden)))


def _preferred_by_logits(hidden: Tensor, weight: Tensor, target: Tensor) -> Tensor:
    logs = ((h @ weight.T).log_softmax(1) for h in (hidden, -hidden))
    return _preference(*(x.gather(1, target.unsqueeze(1)) for x in logs))


CHUNKED: dict[str, Callable[[Tensor, Tensor, Tensor], Tensor]] = {
    "cross-entropy": linear_cross_entropy,
    "cross-entropy of each row": lambda h, w, y: linear_cross_entropy(h, w, y, reduction="none").sum(),
    "distillation": lambda h, w, y: linear_distillation(h, w, h.flip(1), w.flip(1)),
    "reverse": lambda h, w, y: linear_distillation(h, w, h.flip(1), w.flip(1), beta=1.0),
    "mixture": lambda h, w, y: linear_distillation(h, w, h.flip(1), w.flip(1), beta=0.5, reduction="none").sum(),
    "preference": _preferred,
}
WHOLE: dict[str, Callable[[Tensor, Tensor, Tensor], Tensor]] = {
    "cross-entropy": lambda h, w, y: nn.functional.cross_entropy(h @ w.T, y),
    "distillation": lambda h, w, y: distillation_kl(h @ w.T, h.flip(1) @ w.flip(1).T),
    "preference": _preferred_by_logits,
}


@pytest.mark.parametrize("name", CHUNKED)
def test_the_logits_never_exist(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_blocks, "HEAD_BYTES", LOGITS // 16)
    inputs = drawn()
    with kernels.use("chunks"):
        assert largest_allocation(lambda: CHUNKED[name](*inputs).backward()) <= LOGITS / 16


def test_one_buffer_is_reused(monkeypatch: pytest.MonkeyPatch) -> None:
    chunk = LOGITS // 16
    monkeypatch.setattr(_blocks, "HEAD_BYTES", chunk)
    inputs = drawn()
    with kernels.use("chunks"):
        made = allocations(lambda: linear_cross_entropy(*inputs).backward())
    assert len([size for size in made if size >= chunk]) == 1


@pytest.mark.parametrize("name", WHOLE)
def test_of_the_plain_composition_they_do(name: str) -> None:
    inputs = drawn()
    assert largest_allocation(lambda: WHOLE[name](*inputs).backward()) >= LOGITS
