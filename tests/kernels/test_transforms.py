"""torch.func and forward mode: vmap is right by the kernels, and what they have not is refused, never 0 in silence."""

import warnings
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.autograd import forward_ad

from rightloss import kernels
from rightloss.functional import cross_entropy, linear_cross_entropy, linear_distillation
from tests.kernels.small import small_chunks  # noqa: F401

M, N, V, D = 3, 20, 33, 7  # M is mapped over
G = torch.Generator().manual_seed(0)
HIDDEN, OTHER = (torch.randn(M, N, D, generator=G, dtype=torch.float64) for _ in range(2))
HEADS = torch.randn(M, V, D, generator=G, dtype=torch.float64)
TARGET = torch.randint(0, V, (M, N), generator=G)
TARGET[:, ::4] = -100
SHARES = torch.rand(M, N, V, generator=G, dtype=torch.float64).softmax(-1)


def _log_probs(hidden: Tensor, head: Tensor, target: Tensor) -> Tensor:
    found = kernels.token_log_probs(hidden, head, target)
    return found.log_prob.sum() + found.entropy.square().sum()


# A loss of (hidden states, head, target).
LOSSES: dict[str, Callable[..., Tensor]] = {
    "mean": linear_cross_entropy,
    "sum": lambda h, w, y: linear_cross_entropy(h, w, y, reduction="sum", label_smoothing=0.1),
    "none": lambda h, w, y: linear_cross_entropy(h, w, y, reduction="none"),
    "details": lambda h, w, y: linear_cross_entropy(h, w, y, return_details=True).entropy,
    "distillation": lambda h, w, y: linear_distillation(h, w, h.flip(1), w, beta=0.5, mask=y != -100),
    "distillation of each": lambda h, w, y: linear_distillation(h, w, h.flip(1), w, reduction="none"),
    "token log-probabilities": _log_probs,
    "given logits": lambda h, w, y: cross_entropy(h @ w.T, y, label_smoothing=0.1),
    "given logits, each": lambda h, w, y: cross_entropy(h @ w.T, y, reduction="none"),
    "given logits, classes first": lambda h, w, y: cross_entropy(w @ h.T, y, class_dim=0),
}


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("in_dims", [(0, None, 0), (0, 0, 0), (0, None, None), (None, 0, None), (1, None, 1)])
def test_vmap_is_one_after_another(name: str, in_dims: tuple[int | None, ...]) -> None:
    leaves = HIDDEN.clone().requires_grad_(), HEADS.clone().requires_grad_()
    given = [x[0] if dim is None else x.transpose(0, dim) for x, dim in zip((*leaves, TARGET), in_dims, strict=True)]
    with kernels.use("chunks"), warnings.catch_warnings():
        warnings.simplefilter("error")  # torch's loop over an operator without a rule says so
        found = torch.func.vmap(LOSSES[name], in_dims)(*given)
        parts = [
            [x if dim is None else x.select(dim, i) for x, dim in zip(given, in_dims, strict=True)] for i in range(M)
        ]
        wanted = torch.stack([LOSSES[name](*part) for part in parts])
    torch.testing.assert_close(found, wanted)
    if wanted.requires_grad:
        upstream = torch.linspace(0.5, 2, wanted.numel(), dtype=wanted.dtype).reshape(wanted.shape)
        slopes = [torch.autograd.grad(x, leaves, upstream, allow_unused=True) for x in (found, wanted)]
        torch.testing.assert_close(*slopes)


@pytest.mark.parametrize("in_dims", [(0, 0), (0, None), (1, 0)])
def test_vmap_over_shares_of_the_classes(in_dims: tuple[int | None, int | None]) -> None:
    x = (HIDDEN @ HEADS.mT).transpose(0, in_dims[0] or 0)
    shares = SHARES[0] if in_dims[1] is None else SHARES
    with kernels.use("chunks"):
        found = torch.func.vmap(cross_entropy, in_dims)(x, shares)
        rows = [(x.select(in_dims[0] or 0, i), shares if in_dims[1] is None else shares[i]) for i in range(M)]
        torch.testing.assert_close(found, torch.stack([cross_entropy(*row) for row in rows]))


def test_vmap_does_not_overwrite() -> None:
    logits = (HIDDEN @ HEADS.mT).requires_grad_() * 2
    with pytest.raises(ValueError, match=r"overwrite_logits=True.*torch\.func"):
        torch.func.vmap(lambda x, y: cross_entropy(x, y, overwrite_logits=True))(logits, TARGET)


@pytest.mark.parametrize("weights_dim", [0, 1])
@pytest.mark.parametrize("wants_gradient", [False, True])
def test_vmap_over_class_weights(weights_dim: int, wants_gradient: bool) -> None:
    x = (HIDDEN @ HEADS.mT).requires_grad_(wants_gradient)
    weights = torch.rand(M, V, generator=G, dtype=torch.float64)
    with kernels.use("chunks"):
        found = torch.func.vmap(cross_entropy, (0, 0, weights_dim))(x, TARGET, weights.transpose(0, weights_dim))
        wanted = torch.stack([cross_entropy(*part) for part in zip(x, TARGET, weights, strict=True)])
    torch.testing.assert_close(found, wanted)
    if wants_gradient:
        torch.testing.assert_close(*(torch.autograd.grad(y.square().sum(), x) for y in (found, wanted)))


# The operators themselves, without the functions that guard them

ONES, INDICES = torch.ones(N, dtype=torch.float64), TARGET[0].clamp_min(0)
HEAD_NUMBERS = ([0.0, 0.0, 0.0, 1.0], [0, 0, 0], "", False)
OPERATORS = torch.ops.rightloss
RAW: dict[str, Callable[[Tensor], Any]] = {
    "linear_cross_entropy": lambda h: OPERATORS.linear_cross_entropy(
        h, HEADS[0], None, INDICES, ONES, None, None, *HEAD_NUMBERS, [False] * 4
    ),
    "linear_cross_entropy of each": lambda h: OPERATORS.linear_cross_entropy(
        h, HEADS[0], None, INDICES, None, None, None, *HEAD_NUMBERS, [False] * 4
    ),
    "linear_distillation": lambda h: OPERATORS.linear_distillation(
        h, HEADS[0], None, OTHER[0], HEADS[1], None, ONES, None, [0.0, 1.0], [False] * 3
    ),
    "token_log_probs": lambda h: OPERATORS.token_log_probs(h, HEADS[0], None, INDICES, None, 1.0),
    "cross_entropy": lambda h: OPERATORS.cross_entropy(
        h @ HEADS[0].T, INDICES, ONES, None, None, 1, 0.0, 0.0, 0.0, False, False
    ),
}


@pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated:DeprecationWarning")
@pytest.mark.parametrize("name", RAW)
def test_a_forward_mode_derivative_of_an_operator_is_refused(name: str) -> None:
    with pytest.raises(NotImplementedError, match=r"forward-mode.*kernels\.use"):
        torch.func.jvp(lambda h: RAW[name](h)[0], (HIDDEN[0],), (OTHER[0],))
    with forward_ad.dual_level(), pytest.raises(NotImplementedError, match=r"forward-mode.*kernels\.use"):
        RAW[name](forward_ad.make_dual(HIDDEN[0], OTHER[0]))
    with pytest.raises(NotImplementedError, match="forward-mode"):
        torch.func.jacfwd(lambda h: RAW[name](h)[0])(HIDDEN[0])


@pytest.mark.parametrize("name", RAW)
def test_a_gradient_by_torch_func_of_an_operator_is_refused(name: str) -> None:
    with pytest.raises(RuntimeError, match="setup_context"):
        torch.func.grad(lambda h: RAW[name](h)[0].sum())(HIDDEN[0])
