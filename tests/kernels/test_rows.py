"""Losses whose rows do not meet obey every law also where value and slope are made at once, in several chunks."""

import importlib
import pkgutil
import threading
from collections.abc import Iterator

import pytest
import torch
from torch import Tensor

import rightloss
from rightloss import kernels
from rightloss import losses as room
from rightloss.kernels import rows
from rightloss.losses import _dispatch as dispatch
from rightloss.losses import _fused as fused
from rightloss.testing import LAWS
from tests.losses.test_laws import CASES


def _fused_losses() -> dict[str, fused.Fused]:
    modules = (importlib.import_module(info.name) for info in pkgutil.walk_packages(room.__path__, "rightloss.losses."))
    found = (item for module in modules for item in vars(module).values() if isinstance(item, fused.Fused))
    return {item.kernel.loss: item for item in found}


FUSED = _fused_losses()
OF_TORCH = "general-robust:2"  # half the squared error, for which PyTorch has a kernel
NAMES = [name for name in CASES if name.partition(":")[0] in FUSED and name != OF_TORCH]


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The kernel runs however few numbers there are, in chunks of 8."""
    pay = dispatch.rows_pay
    monkeypatch.setattr(dispatch, "rows_pay", lambda *given: pay(*given[:-1], 0))
    monkeypatch.setattr(rows, "CHUNK", 8)
    monkeypatch.setattr(torch, "get_num_threads", lambda: 1)
    with rightloss.checking(True):
        yield


def test_every_fused_loss_is_in_the_catalog() -> None:
    assert {name.partition(":")[0] for name in CASES} >= set(FUSED)


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize(
    ("name", "law"), [(n, law) for n in NAMES for law in LAWS if law not in CASES[n].exempt], ids=lambda item: item
)
def test_law(name: str, law: str) -> None:
    LAWS[law](CASES[name])


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("reduction", ["mean", "none"])
def test_the_kernel_runs(name: str, reduction: str) -> None:
    case = CASES[name]
    leaves = case.leaves(case.drawn())
    decisions = kernels.explain(case.function, *leaves, **case.options, reduction=reduction)
    assert [item.implementation for item in decisions if item.loss in FUSED] == ["chunks"], decisions


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("reduction", ["mean", "none"])
def test_derivatives_of_the_gradient(name: str, reduction: str) -> None:
    case = CASES[name]
    leaves = case.leaves(case.drawn())
    rest = leaves[case.inputs :]
    torch.autograd.gradgradcheck(
        lambda *inputs: case.value(*inputs, *rest, reduction=reduction), leaves[: case.inputs], atol=1e-4
    )


@pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated:DeprecationWarning")  # by torch.func.jvp itself
@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("name", NAMES)
def test_forward_mode(name: str) -> None:
    case = CASES[name]
    arguments = case.drawn()
    inputs, rest = arguments[: case.inputs], arguments[case.inputs :]
    directions = tuple(torch.ones_like(x) for x in inputs)
    leaves = tuple(x.clone().requires_grad_() for x in inputs)
    gradients = torch.autograd.grad(case.value(*leaves, *rest), leaves)
    _, found = torch.func.jvp(lambda *x: case.value(*x, *rest), inputs, directions)
    torch.testing.assert_close(found, torch.stack([g.sum() for g in gradients]).sum())


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_other_strides_and_dtypes(name: str, dtype: torch.dtype) -> None:
    case = CASES[name]
    x, *rest = (y.to(dtype) if y.is_floating_point() and y.dim() else y for y in case.drawn())
    apart = torch.stack((x, x), -1)[..., 0]
    assert not apart.is_contiguous()
    found = [case.gradients((apart, *rest))]
    with kernels.use("mathematics"):
        found.append(case.gradients((x, *rest)))
    loose = {"rtol": 1e-2, "atol": 1e-3} if dtype.itemsize == 2 else {"rtol": 1e-5, "atol": 1e-6}
    torch.testing.assert_close(*found, **loose)


def _log_cosh(size: int = 1 << 15) -> tuple[Tensor, Tensor]:
    return torch.linspace(-3, 3, size).requires_grad_(), torch.zeros(size)


def _reason(*arguments: Tensor) -> str:
    (decision,) = kernels.explain(rightloss.LogCoshLoss(), *arguments)
    return f"{decision.implementation}: {decision.reason}"


def test_what_pays_is_said() -> None:
    x, y = _log_cosh()
    assert _reason(x, y) == "chunks: the slopes of 32768 numbers are made on the way forward"
    (decision,) = kernels.explain(rightloss.PoissonNLLLoss(), x[:9], y[:9])
    assert decision.reason == "9 numbers are too few for a kernel to pay (16384)"
    assert _reason(x.detach(), y) == "mathematics: no gradient is wanted"
    assert _reason(x, y.clone().requires_grad_()) == "mathematics: kernels take no gradient with respect to target"
    with kernels.use("mathematics"):
        assert _reason(x, y) == 'mathematics: use("mathematics") is in force'
    assert _reason(x.to("meta"), y.to("meta")).endswith("and the tensors are on meta")


def test_mixed_dtypes_are_promoted() -> None:
    x, y = _log_cosh()
    (decision,) = kernels.explain(rightloss.PoissonNLLLoss(), x, y.double())
    assert decision.reason == "dtypes are promoted"
    assert rightloss.PoissonNLLLoss()(x, y.double()).dtype == torch.float64


def test_what_cannot_be_honoured_is_refused() -> None:
    x, y = _log_cosh(9)
    with kernels.use("triton"), pytest.raises(NotImplementedError, match=r"log-cosh: .* it has no Triton form"):
        rightloss.LogCoshLoss()(x, y)
    with kernels.use("chunks"), pytest.raises(NotImplementedError, match="no gradient with respect to target"):
        rightloss.LogCoshLoss()(x, y.requires_grad_())
    with kernels.use("chunks"):
        assert _reason(x, y.detach()).startswith("chunks")


def test_a_value_that_is_not_finite_is_left_to_the_mathematics() -> None:
    x, y = _log_cosh()
    with torch.no_grad():
        x[5] = torch.inf
    assert _reason(x, y) == "mathematics: a value is not finite"
    loss = rightloss.LogCoshLoss(reduction="none")(x, y)
    assert loss[5] == torch.inf
    assert bool(loss[6:].isfinite().all())


def test_a_second_way_back_gives_the_same() -> None:
    x, y = _log_cosh()
    loss = 3 * rightloss.LogCoshLoss()(x, y)
    first = torch.autograd.grad(loss, x, retain_graph=True)[0]
    again = torch.autograd.grad(loss, x, retain_graph=True)[0]
    assert torch.equal(first, again)
    assert torch.equal(torch.autograd.grad(loss, x)[0], first)
    with pytest.raises(RuntimeError, match="second time"):
        torch.autograd.grad(loss, x)


def test_the_slope_becomes_the_gradient_without_a_copy() -> None:
    x, y = _log_cosh()
    loss = rightloss.LogCoshLoss()(x, y)
    slope = loss.grad_fn.saved_tensors[0].data_ptr()  # type: ignore[union-attr]
    loss.backward()
    assert x.grad is not None
    assert x.grad.data_ptr() == slope


def test_many_upstream_gradients_at_once() -> None:
    x, y = _log_cosh()
    loss = rightloss.LogCoshLoss(reduction="none")(x, y)
    upstream = torch.stack((torch.ones_like(x), torch.full_like(x, 2.0)))
    (found,) = torch.autograd.grad(loss, x, upstream, is_grads_batched=True)
    torch.testing.assert_close(found, torch.stack((torch.tanh(x), 2 * torch.tanh(x))).detach())


def test_a_target_that_was_changed_in_between_is_noticed() -> None:
    x, y = _log_cosh()
    loss = rightloss.LogCoshLoss()(x, y)
    y.add_(1)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        loss.backward()


def test_threads_do_not_share_what_they_compute_in() -> None:
    y = torch.zeros(1 << 16)
    wanted = rightloss.functional.log_cosh_loss(torch.full_like(y, 2.0), y)
    wrong = []

    def work(value: float) -> None:
        for _ in range(20):
            x = torch.full_like(y, value).requires_grad_()
            loss = rightloss.functional.log_cosh_loss(x, y)
            if value == 2.0 and not torch.isclose(loss, wanted):
                wrong.append(loss)

    threads = [threading.Thread(target=work, args=(value,)) for value in (2.0, 5.0)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_an_option_that_is_learned_is_left_to_the_mathematics() -> None:
    x, level = torch.randn(1 << 13, 3, requires_grad=True), torch.randint(0, 4, (1 << 13,))
    weight = torch.ones(3, requires_grad=True)
    (decision,) = kernels.explain(rightloss.functional.coral_loss, x, level, threshold_weight=weight)
    assert decision.reason == "kernels take no gradient with respect to threshold_weight"
    rightloss.functional.coral_loss(x, level, threshold_weight=weight).backward()
    assert weight.grad is not None
