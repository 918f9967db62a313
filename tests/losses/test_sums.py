"""Sums over tokens obey every law also where they are made chunk by chunk, and are the same."""

import pytest
import torch
from torch import Tensor

from rightloss.losses.language import _sums as sums
from rightloss.testing import LAWS
from tests.losses.test_laws import CASES

NAMES = ("dpo", "ipo", "simpo", "orpo")
WORDS = torch.tensor([[True, True, False], [False, False, False], [False, True, True]])


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """However few numbers there are, they are many, and a chunk has two rows of three."""
    monkeypatch.setattr(sums, "_CHUNK", 6)


def answers() -> tuple[Tensor, Tensor]:
    g = torch.Generator().manual_seed(0)
    x, reference = (torch.randn(3, 3, generator=g, dtype=torch.float64).requires_grad_() for _ in range(2))
    return x, reference


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("law", LAWS)
def test_law(name: str, law: str) -> None:
    LAWS[law](CASES[name])


@pytest.mark.usefixtures("_small")
def test_chunks_are_the_whole() -> None:
    x, reference = answers()
    assert "_Sums" in type(sums.total(x, reference, WORDS).grad_fn).__name__
    torch.testing.assert_close(sums.total(x, reference, WORDS), ((x - reference) * WORDS).sum(1))
    torch.testing.assert_close(sums.total(x, None, WORDS), (x * WORDS).sum(1))
    assert torch.equal(sums.count(WORDS), WORDS.sum(1))


@pytest.mark.usefixtures("_small")
def test_derivatives_of_the_gradient() -> None:
    torch.autograd.gradgradcheck(lambda *given: sums.total(*given, WORDS).square(), answers())


@pytest.mark.usefixtures("_small")
def test_many_ways_back_at_once() -> None:
    x, reference = answers()
    made = sums.total(x, reference, WORDS)
    found = torch.autograd.grad(made, (x, reference), torch.eye(3, dtype=torch.float64), is_grads_batched=True)
    wanted = torch.eye(3, dtype=torch.float64).unsqueeze(2) * WORDS
    torch.testing.assert_close(found, (wanted, -wanted))


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("junk", [torch.nan, torch.inf, -torch.inf])
def test_what_is_behind_a_flag_is_left_to_a_choice(junk: float) -> None:
    x, reference = answers()
    spoilt = torch.where(WORDS, x.detach(), junk).requires_grad_()
    found = sums.total(spoilt, reference, WORDS)
    torch.testing.assert_close(found, sums.total(x, reference, WORDS))
    assert torch.equal(torch.autograd.grad(found.sum(), spoilt)[0], WORDS.double())


@pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated:DeprecationWarning")  # by torch.func.jvp itself
@pytest.mark.usefixtures("_small")
def test_other_derivatives_are_those_of_the_sum() -> None:
    given = answers()
    x, reference = (item.detach() for item in given)
    _, along = torch.func.jvp(lambda x: sums.total(x, reference, WORDS), (x,), (torch.ones_like(x),))
    assert torch.equal(along, WORDS.sum(1).double())
    slope = torch.func.grad(lambda x: sums.total(x, reference, WORDS).sum())(x)
    assert torch.equal(slope, WORDS.double())
    beside = torch.func.grad(lambda factor: factor * sums.total(*given, WORDS).sum())(torch.tensor(2.0).double())
    torch.testing.assert_close(beside, sums.total(x, reference, WORDS).sum())
