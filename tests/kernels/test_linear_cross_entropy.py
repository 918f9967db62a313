"""Linear head and cross-entropy by chunks, against all the logits at one time."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn

import rightloss
from rightloss import kernels
from rightloss.functional import linear_cross_entropy
from rightloss.testing import LAWS
from tests.kernels.small import small_chunks  # noqa: F401
from tests.losses.laws import linear_head

SHAPES = [(256, 512, 64), (252, 507, 123), (7, 5, 3), (1, 1, 1)]  # N, V, D
OPTIONS: dict[str, dict[str, Any]] = {
    "plain": {},
    "everything": {"z_loss": 1e-2, "softcap": 5.0, "logit_scale": 0.7, "label_smoothing": 0.1},
    "weights": {"weight": True, "mask": True, "sample_weight": True},
    "smoothed weights": {"weight": True, "label_smoothing": 0.1},
}
REDUCTIONS = ("mean", "sum", "none")


def drawn(n: int, v: int, d: int, *, soft: bool = False, dtype: torch.dtype = torch.float64) -> tuple[Tensor, ...]:
    """Hidden states, weights, bias and a target."""
    g = torch.Generator().manual_seed(n + v + d)
    hidden, weight = torch.randn(n, d, generator=g), 0.3 * torch.randn(v, d, generator=g)
    target = torch.rand(n, v, generator=g) if soft else torch.randint(0, v, (n,), generator=g)
    target = target / target.sum(1, keepdim=True) if soft else target
    return hidden.to(dtype), weight.to(dtype), torch.randn(v, generator=g).to(dtype), target


def filled(options: dict[str, Any], n: int, v: int) -> dict[str, Any]:
    """The options with tensors where they say True."""
    g = torch.Generator().manual_seed(n)
    made = {"weight": torch.rand(v, generator=g) + 0.5, "sample_weight": torch.rand(n, generator=g)}
    made["mask"] = torch.rand(n, generator=g) > 0.3
    return {name: made[name] if value is True else value for name, value in options.items()}


def found(implementation: Any, inputs: tuple[Tensor, ...], needed: tuple[bool, ...], **options: Any) -> Any:
    """Details and gradients, under an upstream gradient that is not uniform."""
    hidden, weight, bias, target = inputs
    leaves = [x.detach().clone().requires_grad_(want) for x, want in zip((hidden, weight, bias), needed, strict=True)]
    with kernels.use(implementation):
        result = linear_cross_entropy(*leaves[:2], target, linear_bias=leaves[2], return_details=True, **options)
    upstream = torch.linspace(0.5, 2, result.loss.numel(), dtype=result.loss.dtype).reshape(result.loss.shape)
    return result, torch.autograd.grad(result.loss, [x for x in leaves if x.requires_grad], upstream)


@pytest.mark.parametrize("name", OPTIONS)
@pytest.mark.parametrize("soft", [False, True], ids=["indices", "shares"])
@pytest.mark.parametrize("shape", SHAPES)
def test_it_is_the_mathematics(shape: tuple[int, int, int], soft: bool, name: str) -> None:
    n, v, d = shape
    for reduction in REDUCTIONS:
        options = filled(OPTIONS[name], n, v) | {"reduction": reduction}
        inputs = drawn(n, v, d, soft=soft)
        pair = [found(form, inputs, (True, True, True), **options) for form in ("chunks", "mathematics")]
        torch.testing.assert_close(*pair)


@pytest.mark.parametrize("needed", [p for p in itertools.product([True, False], repeat=3) if any(p)])
@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_only_the_wanted_gradients_are_made(needed: tuple[bool, ...], reduction: str) -> None:
    inputs = drawn(60, 33, 7)
    pair = [found(form, inputs, needed, reduction=reduction) for form in ("chunks", "mathematics")]
    torch.testing.assert_close(*pair)


def by_kernel(*arguments: Tensor, **options: Any) -> Any:
    with kernels.use("chunks"):
        return linear_cross_entropy(*arguments, **options)


CASE = linear_head.CASES["linear-cross-entropy"]
NOT_OF_A_KERNEL = {"it-transforms", "the-module-is-the-function", "options-go-by-keyword"}


@pytest.mark.parametrize("law", [law for law in LAWS if law not in NOT_OF_A_KERNEL])
def test_law(law: str) -> None:
    LAWS[law](type(CASE)(**{**vars(CASE), "function": by_kernel}))


# Precision


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_low_precision_is_at_least_as_good_as_that_of_torch(dtype: torch.dtype, reduction: str) -> None:
    hidden, weight, _, target = drawn(252, 507, 123, dtype=dtype)

    def answer(loss: Callable[..., Tensor], dtype: torch.dtype) -> list[Tensor]:
        leaves = [x.to(dtype).requires_grad_() for x in (hidden, weight)]
        value = loss(*leaves)
        return [x.double() for x in (value.detach(), *torch.autograd.grad(value, leaves))]

    def plain(h: Tensor, w: Tensor) -> Tensor:
        return nn.functional.linear_cross_entropy(h, w, target, reduction=reduction)

    def chunked_by_torch(h: Tensor, w: Tensor) -> Tensor:
        options = nn.LinearCrossEntropyOptions()
        return nn.functional.linear_cross_entropy(h, w, target, reduction=reduction, options=options)

    exact = answer(plain, torch.float64)
    ours = answer(lambda h, w: by_kernel(h, w, target, reduction=reduction), dtype)
    for theirs in (answer(plain, dtype), answer(chunked_by_torch, dtype)):
        for own, peer, true in zip(ours, theirs, exact, strict=True):
            assert (own - true).abs().max() <= (peer - true).abs().max() * 1.01 + 1e-6 * true.abs().max()


def test_many_chunks_add_up_in_full_precision() -> None:
    hidden, weight, _, target = drawn(4096, 9, 5, dtype=torch.bfloat16)
    leaf = weight.clone().requires_grad_()
    by_kernel(hidden, leaf, target, reduction="sum").backward()
    exact = weight.double().requires_grad_()
    linear_cross_entropy(hidden.double(), exact, target, reduction="sum").backward()
    assert exact.grad is not None
    torch.testing.assert_close(leaf.grad, exact.grad.bfloat16())


def test_mixed_dtypes_are_refused_and_autocast_is_honoured() -> None:
    hidden, weight, _, target = drawn(60, 33, 7, dtype=torch.float32)
    with pytest.raises(ValueError, match=r"bfloat16 and linear_weight of dtype torch\.float32.*autocast"):
        linear_cross_entropy(hidden.bfloat16(), weight, target)
    leaves = hidden.requires_grad_(), weight.requires_grad_()
    with torch.autocast("cpu", torch.bfloat16):
        loss = by_kernel(*leaves, target)
    rounded = by_kernel(*(x.bfloat16() for x in leaves), target)
    torch.testing.assert_close(loss, rounded, rtol=0, atol=0)
    assert [g.dtype for g in torch.autograd.grad(loss, leaves)] == [torch.float32] * 2


# What comes with it


def test_sequences_are_shifted_by_one() -> None:
    hidden, weight, _, _ = drawn(60, 33, 7)
    hidden, target = hidden.reshape(4, 15, 7), torch.randint(0, 33, (4, 15))
    target[0, 5:] = -100
    for reduction in REDUCTIONS:
        shifted = by_kernel(hidden, weight, target, shift=True, reduction=reduction, return_details=True)
        by_hand = by_kernel(hidden[:, :-1], weight, target[:, 1:], reduction=reduction, return_details=True)
        torch.testing.assert_close(shifted, by_hand)
    mask, weights = torch.rand(4, 15) > 0.3, torch.rand(4, 15)
    shifted = by_kernel(hidden, weight, target, shift=True, mask=mask, sample_weight=weights)
    by_hand = by_kernel(hidden[:, :-1], weight, target[:, 1:], mask=mask[:, 1:], sample_weight=weights[:, 1:])
    torch.testing.assert_close(shifted, by_hand)


def test_details_are_what_they_say() -> None:
    hidden, weight, bias, target = drawn(60, 33, 7)
    target[::3] = -100
    logits = hidden @ weight.T + bias
    distribution = torch.distributions.Categorical(logits=logits)
    kept = target != -100
    details = by_kernel(hidden, weight, target, linear_bias=bias, return_details=True)
    torch.testing.assert_close(details.entropy, distribution.entropy().where(kept, 0))
    torch.testing.assert_close(details.logsumexp, logits.logsumexp(1).where(kept, 0))
    assert torch.equal(details.hit, (logits.argmax(1) == target))


@pytest.mark.parametrize("implementation", ["chunks", "mathematics"])
@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_the_log_sum_exp_comes_with_it(implementation: Any, reduction: str) -> None:
    hidden, weight, _, target = drawn(60, 33, 7)
    target[::3] = -100
    options = {"softcap": 3.0, "reduction": reduction}
    with kernels.use(implementation):
        found = linear_cross_entropy(hidden, weight, target, return_logsumexp=True, **options)
        torch.testing.assert_close(found.loss, linear_cross_entropy(hidden, weight, target, **options))
        shifted = linear_cross_entropy(hidden, weight, target, shift=True, return_logsumexp=True, **options)
    lse = (3 * torch.tanh(hidden @ weight.T / 3)).logsumexp(1)
    torch.testing.assert_close(found.logsumexp, lse.where(target != -100, 0))
    torch.testing.assert_close(shifted.logsumexp, lse[:-1].where(target[1:] != -100, 0))


def test_weights_that_an_embedding_shares_get_both_gradients() -> None:
    embedding, loss = nn.Embedding(33, 7), rightloss.LinearCrossEntropyLoss(7, 33)
    loss.linear.weight = embedding.weight
    tokens, target = torch.randint(0, 33, (60,)), torch.randint(0, 33, (60,))
    grads = []
    for implementation in ("chunks", "mathematics"):
        with kernels.use(implementation):
            grads.append(torch.autograd.grad(loss(embedding(tokens), target), embedding.weight)[0])
    torch.testing.assert_close(*grads)


def test_nothing_kept_is_zero_with_zero_gradients() -> None:
    hidden, weight, _, target = drawn(60, 33, 7)
    leaves = hidden.requires_grad_(), weight.requires_grad_()
    loss = by_kernel(*leaves, torch.full_like(target, -100))
    assert loss.item() == 0
    assert all((g == 0).all() for g in torch.autograd.grad(loss, leaves))
    empty = by_kernel(hidden[:0], weight, target[:0])
    assert [g.abs().sum().item() for g in torch.autograd.grad(empty, leaves)] == [0, 0]


# The way back


def test_a_second_way_back_and_a_second_derivative() -> None:
    hidden, weight, _, target = drawn(60, 33, 7)
    for reduction in ("mean", "none"):
        leaf = hidden.clone().requires_grad_()
        loss = by_kernel(leaf, weight, target, reduction=reduction).sum()
        first = torch.autograd.grad(2 * loss, leaf, retain_graph=True)[0]
        torch.testing.assert_close(torch.autograd.grad(3 * loss, leaf, retain_graph=True)[0], 1.5 * first)
        with pytest.raises(RuntimeError, match="create_graph=True"):
            torch.autograd.grad(loss, leaf, create_graph=True)


@pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated:DeprecationWarning")
def test_torch_func_is_right_and_says_that_it_costs_memory() -> None:
    hidden, weight, _, target = drawn(600, 507, 7)
    tangent = torch.randn_like(hidden)
    with pytest.warns(kernels.FallbackWarning, match=r"forward-mode|torch\.func"):
        _, slope = torch.func.jvp(lambda h: linear_cross_entropy(h, weight, target), (hidden,), (tangent,))
    leaf = hidden.requires_grad_()
    (gradient,) = torch.autograd.grad(by_kernel(leaf, weight, target), leaf)
    torch.testing.assert_close(slope, (gradient * tangent).sum())


@pytest.mark.parametrize("reduction", ["mean", "none"])
def test_a_second_way_back_that_was_not_asked_for_is_refused(reduction: str) -> None:
    hidden, weight, _, target = drawn(60, 33, 7)
    loss = by_kernel(hidden.requires_grad_(), weight, target, reduction=reduction).sum()
    loss.backward()
    with pytest.raises(RuntimeError, match="second time"):
        loss.backward()


@pytest.mark.parametrize("reduction", ["mean", "none"])
def test_the_module_is_called_with_other_parameters(reduction: str) -> None:
    hidden, weight, bias, target = drawn(600, 507, 7)
    module = rightloss.LinearCrossEntropyLoss(7, 507, bias=True, dtype=torch.float64, reduction=reduction)  # type: ignore[arg-type]
    own = {"linear.weight": weight.requires_grad_(), "linear.bias": bias.requires_grad_()}

    def loss(parameters: dict[str, Tensor]) -> Tensor:
        found: Tensor = torch.func.functional_call(module, parameters, (hidden, target))
        return found.square().sum()

    (decision,) = kernels.explain(loss, own)
    assert decision.implementation == "chunks"
    slopes = torch.autograd.grad(loss(own), list(own.values()))
    with pytest.warns(kernels.FallbackWarning, match=r"torch\.func"):
        wanted = torch.func.grad(loss)({name: x.detach() for name, x in own.items()})
    torch.testing.assert_close(slopes, tuple(wanted.values()))


@pytest.mark.parametrize("reentrant", [False, True])
def test_checkpointing(reentrant: bool) -> None:
    hidden, weight, _, target = drawn(60, 33, 7)
    leaf = hidden.requires_grad_()
    for reduction in ("mean", "none"):
        loss = torch.utils.checkpoint.checkpoint(
            lambda h, r=reduction: by_kernel(2 * h, weight, target, reduction=r), leaf, use_reentrant=reentrant
        )
        wanted = torch.autograd.grad(by_kernel(2 * leaf, weight, target, reduction=reduction).sum(), leaf)
        leaf.grad = None
        loss.sum().backward()
        torch.testing.assert_close((leaf.grad,), wanted)


@pytest.mark.parametrize("reduction", ["mean", "none"])
def test_it_compiles_in_one_graph(reduction: str) -> None:
    hidden, weight, _, target = drawn(60, 33, 7, dtype=torch.float32)
    leaves = hidden.requires_grad_(), weight.requires_grad_()

    def loss(h: Tensor, w: Tensor) -> Tensor:
        found = by_kernel(2 * h, w, target, reduction=reduction, return_details=True)
        return found.loss.sum() + found.entropy.sum() + found.logsumexp.sum()

    compiled = torch.compile(loss, backend="aot_eager", fullgraph=True)(*leaves)
    torch.testing.assert_close(compiled, loss(*leaves))
    torch.testing.assert_close(torch.autograd.grad(compiled, leaves), torch.autograd.grad(loss(*leaves), leaves))


@pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated:DeprecationWarning")
def test_the_operator_is_sound() -> None:
    hidden, weight, bias, target = drawn(20, 33, 7)
    leaves = tuple(x.requires_grad_() for x in (hidden, weight, bias))
    kept, classes = torch.rand(20) > 0.3, torch.rand(33, dtype=torch.float64)
    ones = torch.ones(20, dtype=torch.float64)
    numbers = ([0.1, 0.1, 5.0, 0.7], [8, 0, 0], "", False)
    operator = torch.ops.rightloss.linear_cross_entropy.default
    torch.library.opcheck(operator, (*leaves, target, ones, kept, classes, *numbers, [True] * 4))
    torch.library.opcheck(operator, (*leaves, target, None, kept, classes, *numbers, [False, False, False, True]))
    plain = tuple(x.detach() for x in leaves)
    torch.library.opcheck(operator, (*plain, target, ones, kept, classes, *numbers, [True, False, True, False]))


# Wrong inputs


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda h, w, t: (h[:, :-1], w, t), r"\(60, 6\) and linear_weight of shape \(33, 7\)"),
        (lambda h, w, t: (h, w, t[:-1]), r"\(60, 7\) and target of shape \(59,\); the target must be \(60,\)"),
        (lambda h, w, t: (h, w, t + 33), r"class index 3\d|class index \d+; with C = 33"),
        (lambda h, w, t: (h, w, t.int()), "int32; class indices must be torch.int64"),
        (lambda h, w, t: (h, w.float(), t), "dtype torch.float64 and linear_weight of dtype torch.float32"),
        (lambda h, w, t: (h, w.to("meta"), t), "input on cpu and linear_weight on meta"),
    ],
)
def test_wrong_inputs_are_named(change: Any, message: str) -> None:
    hidden, weight, _, target = drawn(60, 33, 7)
    with rightloss.checking(True), pytest.raises(ValueError, match=message):
        linear_cross_entropy(*change(hidden, weight, target))


def test_shapes_that_nobody_thought_of() -> None:
    random = torch.Generator().manual_seed(0)
    for _ in range(40):
        n, v, d = (int(x) for x in torch.randint(0, 40, (3,), generator=random))
        inputs = drawn(n, v + 1, d)
        options = {"label_smoothing": 0.1, "reduction": "sum"}
        pair = [found(form, inputs, (True, True, True), **options) for form in ("chunks", "mathematics")]
        torch.testing.assert_close(*pair)
