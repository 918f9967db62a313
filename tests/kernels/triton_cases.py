"""The Triton form against the arithmetic of chunks: run by test_triton.py, with the interpreter on where there is no GPU."""

from typing import Any

import pytest
import torch
from triton.runtime.interpreter import GridExecutor

from rightloss import kernels
from rightloss.functional import cross_entropy, linear_cross_entropy
from rightloss.kernels._softmax import Rows, losses_and_gradient_
from rightloss.kernels._triton import launch, triton_losses_and_gradient_
from rightloss.losses.multiclass._recipe import Recipe

RECIPES = {
    "plain": Recipe(),
    "smoothing": Recipe(smoothing=0.1),
    "z-loss": Recipe(z_loss=1e-2),
    "all": Recipe(smoothing=0.1, z_loss=1e-2, softcap=5.0),
}


@pytest.mark.parametrize("recipe", RECIPES)
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("soft", [False, True], ids=["indices", "shares"])
@pytest.mark.parametrize("classes", [123, 252, 507, 5000, 1])
def test_it_is_the_arithmetic_of_chunks(classes: int, soft: bool, weighted: bool, recipe: str) -> None:
    g = torch.Generator().manual_seed(classes)
    x = 3 * torch.randn(5, classes + 3, generator=g, dtype=torch.float64)[:, 1:-2]
    target = torch.randint(0, classes, (5,), generator=g)
    shares = torch.rand(5, classes + 2, generator=g, dtype=torch.float64)[:, 1:-1]
    factor = torch.rand(5, generator=g, dtype=torch.float64)
    rows = Rows(shares if soft else target, factor, torch.tensor([True, True, False, True, True]))
    weight = torch.rand(classes, generator=g, dtype=torch.float64) if weighted else None
    out, wanted = torch.full_like(x, float("nan")), torch.empty(5, classes, dtype=torch.float64)
    found = triton_losses_and_gradient_(x, out, rows, weight, RECIPES[recipe])
    torch.testing.assert_close(found, losses_and_gradient_(x, wanted, rows, weight, RECIPES[recipe]))
    torch.testing.assert_close(out, wanted)
    alone = triton_losses_and_gradient_(x, None, rows, weight, RECIPES[recipe])
    torch.testing.assert_close(alone, found, rtol=0, atol=0)


@pytest.mark.parametrize("layout", ["expanded", "transposed"])
def test_shares_in_any_layout(layout: str) -> None:
    shares = torch.rand(507, 4).T if layout == "transposed" else torch.rand(4, 1).expand(4, 507)
    x, rows = torch.randn(4, 507), Rows(shares, torch.rand(4), None)
    out, wanted = torch.empty_like(x), torch.empty_like(x)
    found = triton_losses_and_gradient_(x, out, rows, None, Recipe())
    torch.testing.assert_close(found, losses_and_gradient_(x, wanted, rows, None, Recipe()))
    torch.testing.assert_close(out, wanted)


def test_a_share_of_zero_costs_nothing_at_minus_infinity() -> None:
    x = torch.tensor([[float("-inf"), 2.0, 0.0], [1.0, float("-inf"), 0.0]])
    rows = Rows(torch.tensor([[0.0, 0.4, 0.6], [0.5, 0.0, 0.5]]), torch.ones(2), None)
    out, wanted = torch.empty_like(x), torch.empty_like(x)
    found = triton_losses_and_gradient_(x, out, rows, None, Recipe())
    torch.testing.assert_close(found, losses_and_gradient_(x, wanted, rows, None, Recipe()))
    torch.testing.assert_close(out, wanted)


def test_offsets_are_64_bits_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that begin beyond 2^31 numbers; memory that nobody writes to is never there."""
    if not torch.cuda.is_available():
        # The interpreter copies whole storages back, here onto themselves.
        monkeypatch.setattr(GridExecutor, "_restore_args_dev", lambda *_: None)
    count, apart, classes = 34, 1 << 26, 5
    device = "cuda" if torch.cuda.is_available() else "cpu"
    x = torch.empty(count * apart, dtype=torch.float16, device=device).as_strided((count, classes), (apart, 1))
    x.copy_(torch.randn(count, classes))
    rows = Rows(torch.randint(0, classes, (count,), device=device), torch.ones(count, device=device), None)
    wanted = torch.empty(count, classes, device=device)
    losses = losses_and_gradient_(x.clone(), wanted, rows, None, Recipe())
    torch.testing.assert_close(triton_losses_and_gradient_(x, x, rows, None, Recipe()), losses)
    torch.testing.assert_close(x, wanted.half(), rtol=1e-3, atol=1e-3)


def test_the_layout_of_a_program() -> None:
    assert launch(123, 4) == (128, 1)
    assert launch(4096, 4) == (4096, 16)
    assert launch(128256, 4) == launch(32000, 4) == (4096, 16)
    assert launch(128256, 2) == (8192, 16)
    before = launch.cache_info().hits
    launch(128256, 2)
    assert launch.cache_info().hits == before + 1


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_in_place_in_every_dtype(dtype: torch.dtype) -> None:
    x = (3 * torch.randn(4, 507)).to(dtype)
    rows = Rows(torch.randint(0, 507, (4,)), torch.rand(4), None)
    wanted = torch.empty(4, 507)
    losses = losses_and_gradient_(x, wanted, rows, None, Recipe())
    torch.testing.assert_close(triton_losses_and_gradient_(x, x, rows, None, Recipe()), losses)
    torch.testing.assert_close(x, wanted.to(dtype))


def test_extremes() -> None:
    x = torch.tensor([[1e4, -1e4, 0.0], [-1e4, -1e4, -1e4], [float("-inf"), 0.0, 0.0]])
    rows = Rows(torch.tensor([1, 0, 0]), torch.ones(3), None)
    out, wanted = torch.empty_like(x), torch.empty_like(x)
    found = triton_losses_and_gradient_(x, out, rows, None, Recipe())
    torch.testing.assert_close(found, losses_and_gradient_(x, wanted, rows, None, Recipe()))
    torch.testing.assert_close(out, wanted)


@pytest.mark.parametrize("soft", [False, True], ids=["indices", "shares"])
@pytest.mark.parametrize("reduction", ["mean", "none"])
def test_the_losses_are_computed_by_it_where_that_is_demanded(reduction: Any, soft: bool) -> None:
    g = torch.Generator().manual_seed(0)
    hidden, weight = torch.randn(6, 5, generator=g), torch.randn(123, 5, generator=g)
    target = torch.tensor([3, 0, -100, 122, 7, 7])
    if soft:
        target = torch.rand(6, 123, generator=g).softmax(1)
    found = []
    for implementation in ("triton", "mathematics"):
        leaves = hidden.clone().requires_grad_(), weight.clone().requires_grad_()
        with kernels.use(implementation):
            whole = cross_entropy(leaves[0] @ leaves[1].T, target, label_smoothing=0.1, reduction=reduction)
            loss = whole + linear_cross_entropy(*leaves, target, z_loss=0.1, reduction=reduction)
        found.append((loss.detach(), *torch.autograd.grad(loss.sum(), leaves)))
    torch.testing.assert_close(*found)


def test_what_it_cannot_take_is_refused_in_words() -> None:
    with kernels.use("triton"), pytest.raises(NotImplementedError, match="side by side"):
        cross_entropy(torch.zeros(2, 3, 4), torch.zeros(2, 4, dtype=torch.long))
