"""Two heads and their divergence by chunks, against all the logits of both at one time."""

from typing import Any

import pytest
import torch
from torch import Tensor

import rightloss
from rightloss import kernels
from rightloss.functional import distillation_kl, generalised_jensen_shannon, linear_distillation, reverse_kl
from rightloss.testing import LAWS
from tests.kernels.small import small_chunks  # noqa: F401
from tests.losses.laws import distillation

SHAPES = [(252, 507, 123, 64), (7, 5, 3, 9), (1, 1, 1, 1)]  # N, V, D, E
BETAS = (0.0, 0.3, 0.5, 1.0)
REDUCTIONS = ("mean", "sum", "none")


def drawn(n: int, v: int, d: int, e: int, dtype: torch.dtype = torch.float64) -> dict[str, Tensor]:
    """Both heads."""
    g = torch.Generator().manual_seed(n + v + d)
    shapes = {"hidden": (n, d), "weight": (v, d), "bias": (v,)}
    teacher = {"hidden": (n, e), "weight": (v, e), "bias": (v,)}
    return {
        f"{who}_{name}": torch.randn(shape, generator=g).to(dtype)
        for who, parts in (("student", shapes), ("teacher", teacher))
        for name, shape in parts.items()
    }


def found(implementation: Any, heads: dict[str, Tensor], **options: Any) -> tuple[Tensor, tuple[Tensor, ...]]:
    """Value and gradients of the student, under an upstream gradient that is not uniform."""
    leaves = {name: x.clone().requires_grad_(name.startswith("student")) for name, x in heads.items()}
    with kernels.use(implementation):
        loss = linear_distillation(**leaves, **options)
    upstream = torch.linspace(1, 2, loss.numel(), dtype=loss.dtype).reshape(loss.shape)
    student = [x for name, x in leaves.items() if name.startswith("student")]
    return loss.detach(), torch.autograd.grad(loss, student, upstream)


@pytest.mark.parametrize("beta", BETAS)
@pytest.mark.parametrize("shape", SHAPES)
def test_it_is_the_mathematics(shape: tuple[int, ...], beta: float) -> None:
    for reduction in REDUCTIONS:
        g = torch.Generator().manual_seed(0)
        options = {"mask": torch.rand(shape[0], generator=g) > 0.3, "sample_weight": torch.rand(shape[0], generator=g)}
        for given in ({}, options):
            pair = [
                found(form, drawn(*shape), beta=beta, temperature=0.7, reduction=reduction, **given)
                for form in ("chunks", "mathematics")
            ]
            torch.testing.assert_close(*pair)


@pytest.mark.parametrize("form", ["chunks", "mathematics"])
@pytest.mark.parametrize(("beta", "plain"), [(0.0, distillation_kl), (1.0, reverse_kl), (0.4, None)])
def test_it_is_the_loss_on_the_logits(form: Any, beta: float, plain: Any) -> None:
    heads = drawn(60, 33, 7, 5)
    student, teacher = (
        heads[f"{w}_hidden"] @ heads[f"{w}_weight"].T + heads[f"{w}_bias"] for w in ("student", "teacher")
    )
    student.requires_grad_()
    wanted = (
        plain(student, teacher, temperature=2.0)
        if plain
        else generalised_jensen_shannon(student, teacher, beta=beta, temperature=2.0)
    )
    (slope,) = torch.autograd.grad(wanted, student)
    loss, (by_hidden, by_weight, by_bias) = found(form, heads, beta=beta, temperature=2.0)
    torch.testing.assert_close(loss, wanted.detach())
    torch.testing.assert_close(by_hidden, slope @ heads["student_weight"])
    torch.testing.assert_close(by_weight, slope.T @ heads["student_hidden"])
    torch.testing.assert_close(by_bias, slope.sum(0))


@pytest.mark.parametrize("beta", BETAS)
def test_a_class_that_the_teacher_excludes(beta: float) -> None:
    heads = drawn(60, 33, 7, 5)
    heads["teacher_bias"][4] = -torch.inf
    if beta == 1:
        heads["student_bias"][4] = -torch.inf
    pair = [found(form, heads, beta=beta) for form in ("chunks", "mathematics")]
    torch.testing.assert_close(*pair)
    assert pair[0][0].isfinite()
    assert all(g.isfinite().all() for g in pair[0][1])


# The laws


def by_kernel(*arguments: Tensor, **options: Any) -> Any:
    with kernels.use("chunks"):
        return linear_distillation(*arguments, **options)


CASES = {name: case for name, case in distillation.CASES.items() if name.startswith("linear-distillation")}
NOT_OF_A_KERNEL = {"it-transforms", "the-module-is-the-function", "options-go-by-keyword"}


@pytest.mark.parametrize("law", [law for law in LAWS if law not in NOT_OF_A_KERNEL])
@pytest.mark.parametrize("name", CASES)
def test_law(name: str, law: str) -> None:
    LAWS[law](type(CASES[name])(**{**vars(CASES[name]), "function": by_kernel}))


@pytest.mark.parametrize("beta", BETAS)
def test_low_precision_is_at_least_as_good_as_all_the_logits(beta: float) -> None:
    heads = drawn(252, 507, 123, 64, torch.bfloat16)

    def plain(heads: dict[str, Tensor]) -> list[Tensor]:
        leaves = [heads[f"student_{name}"].clone().requires_grad_() for name in ("hidden", "weight", "bias")]
        teacher = heads["teacher_hidden"] @ heads["teacher_weight"].T + heads["teacher_bias"]
        value = generalised_jensen_shannon(leaves[0] @ leaves[1].T + leaves[2], teacher, beta=beta)
        return [x.double() for x in (value.detach(), *torch.autograd.grad(value, leaves))]

    value, slopes = found("chunks", heads, beta=beta)
    exact = plain({name: x.double() for name, x in heads.items()})
    for own, peer, true in zip((value, *slopes), plain(heads), exact, strict=True):
        assert (own - true).abs().max() <= (peer - true).abs().max() * 1.01 + 1e-6 * true.abs().max()


# The way back


def test_the_teacher_gets_no_gradient() -> None:
    for form in ("chunks", "mathematics"):
        leaves = {name: x.requires_grad_() for name, x in drawn(60, 33, 7, 5).items()}
        with kernels.use(form):  # type: ignore[arg-type]
            linear_distillation(**leaves).backward()
        assert all((x.grad is None) == name.startswith("teacher") for name, x in leaves.items())


@pytest.mark.parametrize("reduction", ["mean", "none"])
def test_a_second_way_back_and_a_second_derivative(reduction: str) -> None:
    heads = drawn(60, 33, 7, 5)
    leaf = heads.pop("student_hidden").requires_grad_()
    loss = by_kernel(leaf, **heads, reduction=reduction).sum()
    first = torch.autograd.grad(2 * loss, leaf, retain_graph=True)[0]
    torch.testing.assert_close(torch.autograd.grad(3 * loss, leaf, retain_graph=True)[0], 1.5 * first)
    with pytest.raises(RuntimeError, match="create_graph=True"):
        torch.autograd.grad(loss, leaf, create_graph=True)


@pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated:DeprecationWarning")
def test_torch_func_is_right_and_says_that_it_costs_memory() -> None:
    heads = drawn(600, 507, 7, 5)
    hidden = heads.pop("student_hidden")
    with pytest.warns(kernels.FallbackWarning, match=r"linear-distillation.*torch\.func"):
        slope = torch.func.grad(lambda h: linear_distillation(h, **heads))(hidden)
    leaf = hidden.requires_grad_()
    torch.testing.assert_close((slope,), torch.autograd.grad(by_kernel(leaf, **heads), leaf))


@pytest.mark.parametrize("reduction", ["mean", "none"])
def test_it_compiles_in_one_graph(reduction: str) -> None:
    heads = drawn(60, 33, 7, 5, torch.float32)
    leaves = [heads.pop(f"student_{name}").requires_grad_() for name in ("hidden", "weight")]

    def loss(h: Tensor, w: Tensor) -> Tensor:
        return by_kernel(2 * h, w, **heads, beta=0.4, reduction=reduction).sum()

    compiled = torch.compile(loss, backend="aot_eager", fullgraph=True)(*leaves)
    torch.testing.assert_close(compiled, loss(*leaves))
    torch.testing.assert_close(torch.autograd.grad(compiled, leaves), torch.autograd.grad(loss(*leaves), leaves))


@pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated:DeprecationWarning")
def test_the_operator_is_sound() -> None:
    heads = drawn(20, 33, 7, 5)
    parts = [x.requires_grad_(name.startswith("student")) for name, x in heads.items()]
    kept, ones = torch.rand(20) > 0.3, torch.ones(20, dtype=torch.float64)
    operator = torch.ops.rightloss.linear_distillation.default
    torch.library.opcheck(operator, (*parts, ones, kept, [0.3, 0.7], [True] * 3))
    torch.library.opcheck(operator, (*parts, None, kept, [0.3, 0.7], [False] * 3))


# Wrong inputs


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"student_hidden": (60, 6)}, r"student_hidden of shape \(60, 6\) and student_weight of shape \(33, 7\)"),
        ({"teacher_hidden": (60, 6)}, r"teacher_hidden of shape \(60, 6\) and teacher_weight of shape \(33, 5\)"),
        ({"teacher_hidden": (59, 5)}, r"student_hidden of shape \(60, 7\).*teacher_hidden of shape \(59, 5\)"),
        ({"teacher_weight": (32, 5), "teacher_bias": (32,)}, r"teacher_weight of shape \(32, 5\).*same classes"),
        ({"student_bias": (32,)}, r"student_bias of shape \(32,\); it must be \(33,\)"),
    ],
)
def test_wrong_shapes_are_named(change: dict[str, tuple[int, ...]], message: str) -> None:
    heads = drawn(60, 33, 7, 5) | {name: torch.zeros(shape, dtype=torch.float64) for name, shape in change.items()}
    with pytest.raises(ValueError, match=message):
        linear_distillation(**heads)


def test_wrong_dtypes_devices_and_options_are_named() -> None:
    heads = drawn(60, 33, 7, 5)
    for name, x, message in (
        ("student_weight", heads["student_weight"].float(), "student_hidden of dtype torch.float64 and student_weight"),
        ("teacher_weight", heads["teacher_weight"].to("meta"), "teacher_hidden on cpu and teacher_weight on meta"),
        ("teacher_hidden", heads["teacher_hidden"].long(), "teacher_hidden of dtype torch.int64"),
    ):
        with pytest.raises(ValueError, match=message):
            linear_distillation(**heads | {name: x})
    for options, message in (({"beta": 1.5}, "beta=1.5"), ({"temperature": 0.0}, "temperature=0.0")):
        with pytest.raises(ValueError, match=message):
            linear_distillation(**heads, **options)
        with pytest.raises(ValueError, match=message):
            rightloss.LinearDistillationLoss(**options)
