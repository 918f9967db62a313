"""The kernel of cross-entropy against the mathematics in float64: values, gradients, layouts, options, refusals."""

import itertools
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.autograd import forward_ad

from rightloss import kernels
from rightloss.functional import cross_entropy
from rightloss.testing import LAWS
from tests.kernels.small import small_chunks  # noqa: F401
from tests.losses.laws import multiclass

LAYOUTS = ("contiguous", "slice", "channels last", "reversed")
SHAPES = [
    ((37, 252), None),
    ((3, 17, 123), -1),
    ((2, 21, 8, 9), None),
    ((11,), None),
    ((4, 5, 33, 3), 2),
    ((2, 1, 5), 1),
]
OPTIONS: dict[str, dict[str, Any]] = {
    "plain": {},
    "smoothing": {"label_smoothing": 0.1},
    "z-loss": {"z_loss": 1e-2},
    "softcap": {"softcap": 5.0},
    "all": {
        "label_smoothing": 0.2,
        "z_loss": 1e-2,
        "softcap": 5.0,
        "weight": True,
        "mask": True,
        "sample_weight": True,
    },
    "weight": {"weight": True},
    "weight and smoothing": {"weight": True, "label_smoothing": 0.1},
    "mask": {"mask": True},
    "denominator": {"denominator": 7.0},
}
REDUCTIONS = ("mean", "sum", "none")


def laid_out(shape: tuple[int, ...], layout: str, g: torch.Generator) -> Tensor:
    """Logits of one shape with the strides that slicing and permuting give."""
    if layout == "slice" and len(shape) > 1:
        return 3 * torch.randn(shape[0], shape[1] + 2, *shape[2:], generator=g, dtype=torch.float64)[:, 1:-1]
    x = 3 * torch.randn(shape, generator=g, dtype=torch.float64)
    if layout == "channels last" and len(shape) > 2:
        return x.movedim(1, -1).contiguous().movedim(-1, 1)
    if layout == "reversed":
        order = tuple(reversed(range(len(shape))))
        return x.permute(order).contiguous().permute(order)
    return x


def drawn(
    shape: tuple[int, ...], class_dim: int | None, layout: str, options: dict[str, Any], *, soft: bool
) -> tuple[Tensor, Tensor, dict[str, Any]]:
    """Logits, a target, and options with tensors where they say True."""
    g = torch.Generator().manual_seed(len(layout) + len(shape))
    x = laid_out(shape, layout, g)
    dim = min(1, x.dim() - 1) if class_dim is None else class_dim % x.dim()
    rows = shape[:dim] + shape[dim + 1 :]
    target = torch.randint(0, shape[dim], rows, generator=g)
    if soft:
        target = torch.rand(shape, generator=g, dtype=torch.float64)
        target = target / target.sum(dim, keepdim=True)
    made = {
        "weight": torch.rand(shape[dim], generator=g) + 0.5,
        "mask": torch.rand(rows, generator=g) > 0.3,
        "sample_weight": torch.rand(rows, generator=g, dtype=torch.float64) if rows else None,
    }
    return x.detach(), target, {n: made[n] if v is True else v for n, v in options.items()} | {"class_dim": class_dim}


def both(x: Tensor, target: Tensor, options: dict[str, Any]) -> list[tuple[Tensor, Tensor]]:
    """Value and gradient by the kernel and by the mathematics, under an upstream gradient that is not uniform."""
    found = []
    for implementation in ("chunks", "mathematics"):
        leaf = x.detach().requires_grad_()
        with kernels.use(implementation):
            loss = cross_entropy(leaf, target, **options)
        upstream = torch.linspace(0.5, 2, loss.numel(), dtype=loss.dtype).reshape(loss.shape)
        found.append((loss.detach(), *torch.autograd.grad(loss, leaf, upstream)))
    return found


@pytest.mark.parametrize("name", OPTIONS)
@pytest.mark.parametrize("soft", [False, True], ids=["indices", "shares"])
@pytest.mark.parametrize(("shape", "class_dim"), SHAPES)
def test_it_is_the_mathematics(shape: tuple[int, ...], class_dim: int | None, soft: bool, name: str) -> None:
    for layout, reduction in itertools.product(LAYOUTS, REDUCTIONS):
        if reduction != "mean" and "denominator" in OPTIONS[name]:
            continue
        x, target, options = drawn(shape, class_dim, layout, OPTIONS[name], soft=soft)
        kernel, mathematics = both(x, target, options | {"reduction": reduction})
        torch.testing.assert_close(kernel, mathematics)


def chunked(case: Any) -> Any:
    """The case with its function computed by the kernel."""

    def function(*arguments: Tensor, **options: Any) -> Tensor:
        with kernels.use("chunks"):
            value: Tensor = cross_entropy(*arguments, **options)
        return value

    return type(case)(**{**vars(case), "function": function})


CASES = {name: case for name, case in multiclass.CASES.items() if name.startswith("cross-entropy")}
# torch.func is computed by the mathematics, and says so: see test_derivatives_that_the_kernel_has_not.
NOT_OF_A_KERNEL = {"it-transforms", "the-module-is-the-function", "options-go-by-keyword"}
LAWS_OF_A_KERNEL = [law for law in LAWS if law not in NOT_OF_A_KERNEL]


@pytest.mark.parametrize("law", LAWS_OF_A_KERNEL)
@pytest.mark.parametrize("name", CASES)
def test_law(name: str, law: str) -> None:
    LAWS[law](chunked(CASES[name]))


@pytest.mark.parametrize("implementation", ["chunks", "mathematics"])
@pytest.mark.parametrize("soft", [False, True], ids=["indices", "shares"])
@pytest.mark.parametrize(("shape", "class_dim"), SHAPES)
def test_the_log_sum_exp_comes_with_it(
    shape: tuple[int, ...], class_dim: int | None, soft: bool, implementation: Any
) -> None:
    x, target, options = drawn(shape, class_dim, "contiguous", {"softcap": 3.0, "mask": True}, soft=soft)
    with kernels.use(implementation):
        found = cross_entropy(x.requires_grad_(), target, return_logsumexp=True, **options)
        torch.testing.assert_close(found.loss, cross_entropy(x, target, **options))
    lse = (3 * torch.tanh(x / 3)).logsumexp(min(1, x.dim() - 1) if class_dim is None else class_dim)
    torch.testing.assert_close(found.logsumexp, lse.where(options["mask"], 0).detach())
    assert not found.logsumexp.requires_grad


def test_the_log_sum_exp_comes_with_overwritten_logits() -> None:
    x, target = torch.randn(64, 50, requires_grad=True), torch.randint(0, 50, (64,))
    found = cross_entropy(2 * x, target, overwrite_logits=True, return_logsumexp=True)
    torch.testing.assert_close(found.logsumexp, (2 * x).logsumexp(1).detach())
    found.loss.backward()
    assert x.grad is not None


# Precision


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
@pytest.mark.parametrize("scale", [1.0, 20.0])
def test_low_precision_is_at_least_as_good_as_that_of_torch(dtype: torch.dtype, scale: float) -> None:
    x = (scale * torch.randn(64, 507)).to(dtype)
    target = torch.randint(0, 507, (64,))
    exact = x.double().requires_grad_()
    nn.functional.cross_entropy(exact, target).backward()
    errors = []
    for loss in (nn.functional.cross_entropy, cross_entropy):
        leaf = x.clone().requires_grad_()
        with kernels.use("chunks"):
            value = loss(leaf, target)
        value.backward()
        assert leaf.grad is not None
        assert exact.grad is not None
        value_error = (value.double() - nn.functional.cross_entropy(exact, target)).abs().item()
        errors.append((value_error, (leaf.grad.double() - exact.grad).abs().max().item()))
    theirs, ours = errors
    assert ours[0] <= theirs[0] + 1e-6
    assert ours[1] <= theirs[1] * 1.01 + 1e-9


def test_the_number_is_the_same_without_a_gradient() -> None:
    x, target = torch.randn(40, 123), torch.randint(0, 123, (40,))
    with kernels.use("chunks"):
        wanted = cross_entropy(x.requires_grad_(), target)
        with torch.no_grad():
            torch.testing.assert_close(cross_entropy(x, target), wanted, rtol=0, atol=0)


def test_a_gradient_scaler_loses_nothing_in_half_precision() -> None:
    x, target = torch.randn(4096, 30), torch.randint(0, 30, (4096,))
    half = x.half().requires_grad_()
    with kernels.use("chunks"):
        (cross_entropy(half, target) * 65536).backward()
    exact = half.detach().double().requires_grad_()
    (nn.functional.cross_entropy(exact, target) * 65536).backward()
    assert half.grad is not None
    torch.testing.assert_close(half.grad.double(), exact.grad, rtol=2e-3, atol=1e-7)


# The way back


def kernel_loss(x: Tensor, target: Tensor, **options: Any) -> Tensor:
    with kernels.use("chunks"):
        loss: Tensor = cross_entropy(x, target, **options)
    return loss


def test_the_gradient_is_not_cloned() -> None:
    x = torch.randn(64, 50, requires_grad=True)
    loss = kernel_loss(x, torch.randint(0, 50, (64,)), reduction="sum")
    nodes = [loss.grad_fn]
    while not any(hasattr(node, "saved_tensors") for node in nodes):
        nodes = [following for node in nodes for following, _ in node.next_functions if following is not None]
    saved = next(node.saved_tensors for node in nodes if hasattr(node, "saved_tensors"))
    address = next(item.data_ptr() for item in saved if item.shape == x.shape)
    del saved, nodes
    loss.backward()
    assert x.grad is not None
    assert x.grad.data_ptr() == address


def test_a_second_way_back_is_right_where_it_was_asked_for() -> None:
    x, target = torch.randn(64, 50, requires_grad=True), torch.randint(0, 50, (64,))
    loss = kernel_loss(x, target, reduction="none")
    first, again = (torch.autograd.grad(loss, x, torch.full((64,), u), retain_graph=True)[0] for u in (2.0, 3.0))
    torch.testing.assert_close(again, first * 1.5)
    loss.sum().backward()
    with pytest.raises(RuntimeError, match="second time"):
        loss.sum().backward()


def test_a_second_derivative_is_refused_in_words() -> None:
    x = torch.randn(64, 50, requires_grad=True)
    with pytest.raises(RuntimeError, match=r"create_graph=True.*kernels\.use"):
        torch.autograd.grad(kernel_loss(x, torch.randint(0, 50, (64,))), x, create_graph=True)


@pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated:DeprecationWarning")
def test_derivatives_that_the_kernel_has_not_are_taken_of_the_mathematics() -> None:
    x, target = torch.randn(4096, 100), torch.randint(0, 100, (4096,))
    with pytest.warns(kernels.FallbackWarning, match=r"torch\.func"):
        found = torch.func.grad(cross_entropy)(x, target)
    torch.testing.assert_close(found, torch.func.grad(nn.functional.cross_entropy)(x, target))
    tangent = torch.randn_like(x)
    with pytest.warns(kernels.FallbackWarning, match=r"forward-mode|torch\.func"):
        _, slope = torch.func.jvp(lambda x: cross_entropy(x, target), (x,), (tangent,))
    torch.testing.assert_close(slope, (found * tangent).sum())
    with forward_ad.dual_level():
        dual = forward_ad.make_dual(x, tangent)
        with pytest.warns(kernels.FallbackWarning, match="forward-mode"):
            loss = cross_entropy(dual, target)
        torch.testing.assert_close(forward_ad.unpack_dual(loss).tangent, slope)
    with pytest.raises(NotImplementedError, match=r"torch\.func"), kernels.use("chunks"):
        torch.func.grad(cross_entropy)(x, target)


def test_learned_constants_are_left_to_the_mathematics() -> None:
    x, target = torch.randn(4096, 100), torch.randint(0, 100, (4096,))
    weight = torch.ones(100, requires_grad=True)
    with pytest.warns(kernels.FallbackWarning, match="no gradient with respect to weight"):
        cross_entropy(x, target, weight).backward()
    assert weight.grad is not None


def test_checkpointing_makes_the_gradient_again() -> None:
    x, target = torch.randn(64, 50, requires_grad=True), torch.randint(0, 50, (64,))
    with kernels.use("chunks"):
        loss = torch.utils.checkpoint.checkpoint(lambda x: cross_entropy(2 * x, target), x, use_reentrant=False)
        loss.backward()
    wanted = torch.autograd.grad(nn.functional.cross_entropy(2 * x, target), x)
    torch.testing.assert_close((x.grad,), wanted)


@pytest.mark.parametrize("options", [{}, {"weight": torch.rand(33) + 0.5, "label_smoothing": 0.1, "z_loss": 0.1}])
def test_it_compiles_in_one_graph(options: dict[str, Any]) -> None:
    x, target = torch.randn(37, 33, requires_grad=True), torch.randint(0, 33, (37,))

    def loss_of(x: Tensor) -> Tensor:
        with kernels.use("chunks"):
            found = cross_entropy(2 * x, target, return_logsumexp=True, **options)
        return found.loss + found.logsumexp.sum()

    loss, wanted = torch.compile(loss_of, backend="aot_eager", fullgraph=True)(x), loss_of(x)
    torch.testing.assert_close(loss, wanted)
    torch.testing.assert_close(torch.autograd.grad(loss, x), torch.autograd.grad(wanted, x))


@pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated:DeprecationWarning")
@pytest.mark.parametrize("soft", [False, True])
def test_the_operator_is_sound(soft: bool) -> None:
    x = torch.randn(9, 33, requires_grad=True)
    target = torch.rand(9, 33) if soft else torch.randint(0, 33, (9,))
    operator = torch.ops.rightloss.cross_entropy.default
    kept = torch.rand(9) > 0.3
    torch.library.opcheck(operator, (x, target, torch.ones(9), kept, torch.rand(33), 1, 0.1, 0.1, 5.0, False, True))


# Overwriting


@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_overwriting_gives_the_same_in_the_memory_of_the_logits(reduction: str) -> None:
    x, target = torch.randn(64, 50, requires_grad=True), torch.randint(0, 50, (64,))
    logits = 2 * x
    loss = cross_entropy(logits, target, reduction=reduction, overwrite_logits=True)
    upstream = torch.rand(loss.shape)
    found = torch.autograd.grad(loss, (logits, x), upstream)
    wanted = torch.autograd.grad(nn.functional.cross_entropy(2 * x, target, reduction=reduction), x, upstream)
    torch.testing.assert_close(found[1:], wanted)
    assert found[0].data_ptr() == logits.data_ptr()


def test_overwriting_is_refused_where_it_would_destroy() -> None:
    target = torch.randint(0, 50, (64,))
    leaf = torch.randn(64, 50, requires_grad=True)
    for logits, words in ((leaf, "leaf"), (leaf.view(64, 50), "leaf"), ((2 * leaf[:1]).expand(64, 50), "expanded")):
        with pytest.raises(ValueError, match=f"overwrite_logits=True.*{words}"):
            cross_entropy(logits, target, overwrite_logits=True)
    with pytest.raises(ValueError, match=r"overwrite_logits=True.*mathematics"), kernels.use("mathematics"):
        cross_entropy(2 * leaf, target, overwrite_logits=True)
    with torch.no_grad():
        before = leaf.clone()
        cross_entropy(leaf, target, overwrite_logits=True)
        torch.testing.assert_close(leaf, before)


def test_a_layer_that_keeps_its_output_notices_the_overwriting() -> None:
    x = torch.randn(64, 50, requires_grad=True)
    loss = cross_entropy(torch.tanh(x), torch.randint(0, 50, (64,)), overwrite_logits=True)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        loss.backward()


# Fuzz


def test_shapes_that_nobody_thought_of() -> None:
    random = torch.Generator().manual_seed(0)
    for _ in range(60):
        shape = tuple(torch.randint(0, 7, (int(torch.randint(1, 5, (), generator=random)),), generator=random).tolist())
        dim = int(torch.randint(0, len(shape), (), generator=random))
        shape = (*shape[:dim], shape[dim] + 1, *shape[dim + 1 :])
        x, target, options = drawn(shape, dim, "contiguous", {"label_smoothing": 0.1}, soft=False)
        torch.testing.assert_close(*both(x, target, options | {"reduction": "sum"}))
