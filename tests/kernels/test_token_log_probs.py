"""Log-probabilities and entropies by chunks, against torch.distributions on all the logits."""

import doctest
from typing import Any

import pytest
import torch
from torch import Tensor, nn

import rightloss
from rightloss import kernels
from rightloss.kernels import token_log_probs as unit  # type: ignore[attr-defined]
from tests.kernels.small import small_chunks  # noqa: F401
from tests.kernels.test_linear_cross_entropy import drawn

token_log_probs = kernels.token_log_probs


def by_distribution(hidden: Tensor, weight: Tensor, target: Tensor, bias: Tensor, t: float) -> tuple[Tensor, Tensor]:
    found = torch.distributions.Categorical(logits=(hidden @ weight.T + bias) / t)
    return found.log_prob(target), found.entropy()


@pytest.mark.parametrize("shape", [(60, 33, 7), (252, 507, 123), (1, 1, 1)])
@pytest.mark.parametrize("temperature", [1.0, 0.7])
def test_values_and_gradients(shape: tuple[int, int, int], temperature: float) -> None:
    hidden, weight, bias, target = drawn(*shape)
    leaves = [x.requires_grad_() for x in (hidden, weight, bias)]
    found = token_log_probs(hidden, weight, target, bias=bias, temperature=temperature)
    wanted = by_distribution(hidden, weight, target, bias, temperature)
    torch.testing.assert_close(tuple(found), wanted)
    upstream = [torch.linspace(-1, 2, shape[0], dtype=torch.float64), torch.linspace(3, -1, shape[0]).double()]
    torch.testing.assert_close(
        torch.autograd.grad(found, leaves, upstream), torch.autograd.grad(wanted, leaves, upstream)
    )


def test_what_is_masked_is_zero_whatever_it_holds() -> None:
    hidden, weight, bias, target = drawn(60, 33, 7)
    mask = torch.arange(60) % 3 != 0
    hidden[~mask], target[~mask] = float("nan"), -100
    leaves = hidden.reshape(4, 15, 7).requires_grad_(), weight.requires_grad_()
    shape = (4, 15)
    found = token_log_probs(*leaves, target.reshape(shape), bias=bias, mask=mask.reshape(shape))
    wanted = by_distribution(hidden[mask], weight, target[mask], bias, 1.0)
    torch.testing.assert_close(tuple(x.reshape(-1)[mask] for x in found), wanted)
    assert all((x.reshape(-1)[~mask] == 0).all() for x in found)
    assert all(g.isfinite().all() for g in torch.autograd.grad(found.log_prob.sum() + found.entropy.sum(), leaves))


def test_a_preference_loss_is_built_on_it() -> None:
    hidden, weight, bias, target = drawn(60, 33, 7)

    def dpo(log_prob: Any) -> Tensor:
        chosen, rejected = log_prob(hidden).reshape(2, 2, 15).sum(-1)
        return -nn.functional.logsigmoid(0.1 * (chosen - rejected)).mean()

    hidden.requires_grad_()
    found = dpo(lambda h: token_log_probs(h, weight, target, bias=bias).log_prob)
    wanted = dpo(lambda h: by_distribution(h, weight, target, bias, 1.0)[0])
    torch.testing.assert_close(torch.autograd.grad(found, hidden), torch.autograd.grad(wanted, hidden))


def test_what_it_has_not_is_refused() -> None:
    hidden, weight, _, target = drawn(60, 33, 7)
    leaf = hidden.requires_grad_()
    with pytest.raises(RuntimeError, match="create_graph=True"):
        torch.autograd.grad(token_log_probs(leaf, weight, target).log_prob.sum(), leaf, create_graph=True)
    for wrong, message in (
        ((hidden[:-1], weight, target), r"hidden of shape \(59, 7\)"),
        ((hidden, weight.float(), target), "float64 and weight of dtype torch.float32"),
        ((hidden, weight, target.int()), "int32"),
    ):
        with pytest.raises(ValueError, match=message):
            token_log_probs(*wrong)
    with pytest.raises(ValueError, match="temperature=0"):
        token_log_probs(hidden, weight, target, temperature=0)


@pytest.mark.parametrize("mask", [None, torch.arange(60) % 3 != 0])
def test_it_compiles_in_one_graph(mask: Tensor | None) -> None:
    hidden, weight, bias, target = drawn(60, 33, 7)
    leaves = [x.requires_grad_() for x in (hidden, weight, bias)]

    def loss(h: Tensor, w: Tensor, b: Tensor) -> Tensor:
        found = token_log_probs(2 * h, w, target, bias=b, mask=mask)
        return found.log_prob.square().sum() - found.entropy.sum()

    compiled = torch.compile(loss, backend="aot_eager", fullgraph=True)(*leaves)
    torch.testing.assert_close(compiled, loss(*leaves))
    torch.testing.assert_close(torch.autograd.grad(compiled, leaves), torch.autograd.grad(loss(*leaves), leaves))


@pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated:DeprecationWarning")
def test_autocast_is_honoured_and_targets_are_left_out() -> None:
    hidden, weight, _, target = drawn(60, 33, 7, dtype=torch.float32)
    leaves = [x.requires_grad_() for x in (hidden, weight)]
    with torch.autocast("cpu", torch.bfloat16):
        found = token_log_probs(*leaves, target)
    rounded = token_log_probs(*(x.bfloat16() for x in leaves), target)
    torch.testing.assert_close(tuple(found), tuple(rounded), rtol=0, atol=0)
    assert [g.dtype for g in torch.autograd.grad(found.log_prob.sum(), leaves)] == [torch.float32] * 2
    target[::3] = -100
    assert (token_log_probs(hidden, weight, target).log_prob[::3] == 0).all()
    with rightloss.checking(True), pytest.raises(ValueError, match="class index 33; with C = 33"):
        token_log_probs(hidden, weight, target.clamp_min(33))


@pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated:DeprecationWarning")
def test_the_operator_is_sound() -> None:
    hidden, weight, bias, target = drawn(20, 33, 7)
    leaves = [x.requires_grad_() for x in (hidden, weight, bias)]
    kept = torch.rand(20) > 0.3
    torch.library.opcheck(torch.ops.rightloss.token_log_probs.default, (*leaves, target, kept, 0.7))


@pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated:DeprecationWarning")
def test_a_forward_mode_derivative_is_never_zero_in_silence() -> None:
    hidden, weight, _, target = drawn(20, 33, 7)
    with pytest.raises(NotImplementedError, match=r"forward-mode|torch\.func"):
        torch.func.jvp(lambda h: token_log_probs(h, weight, target).log_prob, (hidden,), (hidden,))


def test_the_example() -> None:
    import sys

    assert doctest.testmod(sys.modules["rightloss.kernels.token_log_probs"]).failed == 0
    assert unit is token_log_probs
