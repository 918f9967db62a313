"""Any shape gives the number of the mathematics, and any wrong argument the words of the plain loss, by every form."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

import rightloss
from rightloss import kernels
from rightloss.functional import cross_entropy, linear_cross_entropy, linear_distillation
from tests.kernels.small import small_chunks  # noqa: F401

FORMS: tuple[Any, ...] = ("chunks", "mathematics")
SIZES = st.tuples(st.integers(0, 12), st.sampled_from([1, 2, 7, 31, 32, 41]), st.integers(0, 6), st.integers(0, 2**16))
FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
OPTIONS: dict[str, Callable[[int, int], Any]] = {
    "label_smoothing": lambda n, v: 0.1,
    "z_loss": lambda n, v: 0.01,
    "softcap": lambda n, v: 3.0,
    "weight": lambda n, v: torch.linspace(0.5, 2, v),
    "mask": lambda n, v: torch.arange(n) % 3 != 0,
    "sample_weight": lambda n, v: torch.linspace(0, 2, n),
    "reduction": lambda n, v: "none",
}
CHOICES = st.sets(st.sampled_from(sorted(OPTIONS)))


def drawn(n: int, v: int, d: int, seed: int) -> tuple[Tensor, Tensor, Tensor]:
    """Hidden states, weights and targets, none of them contiguous where they are large enough not to be."""
    g = torch.Generator().manual_seed(seed)
    hidden = torch.randn(d, n, generator=g, dtype=torch.float64).T
    weight = torch.randn(2 * v, d, generator=g, dtype=torch.float64)[::2]
    return hidden, weight, torch.randint(0, v, (2 * n,), generator=g)[::2]


def by_every_form(call: Callable[..., Any], *leaves: Tensor) -> list[Any]:
    """Values and gradients by each form."""
    found = []
    for form in FORMS:
        inputs = [x.detach().requires_grad_() for x in leaves]
        with kernels.use(form):
            loss = call(*inputs)
        upstream = torch.linspace(0.5, 2, loss.numel(), dtype=loss.dtype).reshape(loss.shape)
        found.append((loss.detach(), *torch.autograd.grad(loss, inputs, upstream)))
    return found


@FUZZ
@given(SIZES, CHOICES)
def test_any_shape_of_a_head(sizes: tuple[int, int, int, int], names: set[str]) -> None:
    hidden, weight, target = drawn(*sizes)
    options = {name: OPTIONS[name](len(target), len(weight)) for name in names}
    torch.testing.assert_close(
        *by_every_form(lambda h, w: linear_cross_entropy(h, w, target, **options), hidden, weight)
    )


@FUZZ
@given(SIZES, CHOICES)
def test_any_shape_of_logits(sizes: tuple[int, int, int, int], names: set[str]) -> None:
    hidden, weight, target = drawn(*sizes)
    options = {name: OPTIONS[name](len(target), len(weight)) for name in names}
    for logits in (hidden @ weight.T, (weight @ hidden.T).T):
        torch.testing.assert_close(*by_every_form(lambda x: cross_entropy(x, target, **options), logits))


@FUZZ
@given(SIZES, st.sampled_from([0.0, 0.3, 1.0]), st.booleans())
def test_any_shape_of_two_heads(sizes: tuple[int, int, int, int], beta: float, masked: bool) -> None:
    hidden, weight, target = drawn(*sizes)
    other = hidden.flip(0), weight.flip(0)
    options = {"beta": beta, "mask": OPTIONS["mask"](len(target), 0) if masked else None}
    torch.testing.assert_close(
        *by_every_form(lambda h, w: linear_distillation(h, w, *other, **options), hidden, weight)
    )


@FUZZ
@given(SIZES)
def test_any_shape_of_token_log_probabilities(sizes: tuple[int, int, int, int]) -> None:
    hidden, weight, target = drawn(*sizes)
    found = kernels.token_log_probs(hidden, weight, target)
    wanted = (
        -nn.functional.cross_entropy(hidden @ weight.T, target, reduction="none") if len(target) else target.double()
    )
    torch.testing.assert_close(found.log_prob, wanted)


# What is wrong with a call of (input, target, options) for n rows and v classes.
Change = Callable[[Tensor, Tensor, int], tuple[Tensor, Tensor, dict[str, Any]]]
WRONG: dict[str, Change] = {
    "one target more": lambda x, y, v: (x, torch.cat([y, y[:1]]), {}),
    "a column of targets": lambda x, y, v: (x, y.unsqueeze(1), {}),
    "int32": lambda x, y, v: (x, y.int(), {}),
    "whole numbers": lambda x, y, v: (x.long(), y, {}),
    "a class too high": lambda x, y, v: (x, y + v, {}),
    "a class below 0": lambda x, y, v: (x, y - v - 1, {"ignore_index": -1000}),
    "a target elsewhere": lambda x, y, v: (x, y.to("meta"), {}),
    "a mask elsewhere": lambda x, y, v: (x, y, {"mask": torch.ones(len(y), dtype=torch.bool, device="meta")}),
    "a mask of another shape": lambda x, y, v: (x, y, {"mask": torch.ones(len(y), 2, dtype=torch.bool)}),
    "a mask of numbers": lambda x, y, v: (x, y, {"mask": torch.ones(len(y))}),
    "factors of another shape": lambda x, y, v: (x, y, {"sample_weight": torch.ones(len(y), 2)}),
    "a class weight too many": lambda x, y, v: (x, y, {"weight": torch.ones(v + 1)}),
    "class weights elsewhere": lambda x, y, v: (x, y, {"weight": torch.ones(v, device="meta")}),
    "an unknown reduction": lambda x, y, v: (x, y, {"reduction": "average"}),
    "a denominator of 0": lambda x, y, v: (x, y, {"denominator": 0.0}),
    "a denominator of a sum": lambda x, y, v: (x, y, {"denominator": 2.0, "reduction": "sum"}),
    "too much smoothing": lambda x, y, v: (x, y, {"label_smoothing": 1.5}),
    "a softcap of 0": lambda x, y, v: (x, y, {"softcap": 0.0}),
    "a z-loss below 0": lambda x, y, v: (x, y, {"z_loss": -1.0}),
    "shares beyond 1": lambda x, y, v: (x, torch.full((len(y), v), 2.0, dtype=torch.float64), {}),
    "shares and an index to ignore": lambda x, y, v: (
        x,
        torch.full((len(y), v), 1 / v, dtype=torch.float64),
        {"ignore_index": 3},
    ),
}
# These name shapes, which a head and its logits have not in common.
OF_SHAPES = {"one target more", "a column of targets", "whole numbers"}


def words(call: Callable[[], object]) -> str:
    """What the ValueError says that a call raises."""
    with rightloss.checking(True), pytest.raises(ValueError) as error:  # noqa: PT011  (the words are compared)
        call()
    return str(error.value)


@settings(FUZZ, max_examples=100)
@given(
    st.sampled_from(sorted(WRONG)),
    st.integers(1, 12),
    st.sampled_from([1, 2, 7, 31, 41]),
    st.integers(1, 6),
    st.integers(0, 2**16),
)
def test_what_is_wrong_is_said_in_the_same_words(name: str, n: int, v: int, d: int, seed: int) -> None:
    hidden, weight, target = drawn(n, v, d, seed)
    plain, *others = (_said(cross_entropy, form, *WRONG[name](hidden @ weight.T, target, v)) for form in FORMS)
    assert others == [plain]
    head, *others = (
        _said(lambda x, y, **o: linear_cross_entropy(x, weight, y, **o), form, *WRONG[name](hidden, target, v))
        for form in FORMS
    )
    assert others == [head]
    assert "got" in head
    assert name in OF_SHAPES or head == plain


def _said(loss: Callable[..., Any], form: Any, x: Tensor, target: Tensor, options: dict[str, Any]) -> str:
    with kernels.use(form):
        return words(lambda: loss(x, target, **options))
