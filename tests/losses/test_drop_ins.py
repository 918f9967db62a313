"""Laws of the losses that stand in for those of torch.nn, over every option."""

import inspect
import pickle
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from tests.losses.cases import CASES, PLAIN, Case

REDUCTIONS = ("mean", "sum", "none")


def per(cases: list[Case]) -> Any:
    return pytest.mark.parametrize("case", cases, ids=str)


def value_and_gradient(loss: Tensor, x: Tensor) -> tuple[Tensor, Tensor]:
    """The loss, and its gradient under an upstream gradient that differs from element to element."""
    upstream = torch.linspace(0.5, 2.0, loss.numel(), dtype=loss.dtype).reshape(loss.shape)
    (gradient,) = torch.autograd.grad(loss, x, upstream)
    return loss.detach(), gradient


def same(found: tuple[Tensor, ...], wanted: tuple[Tensor, ...], **tolerance: float) -> None:
    for one, other in zip(found, wanted, strict=True):
        torch.testing.assert_close(one, other, **(tolerance or {"rtol": 1e-12, "atol": 1e-13}))


def test_the_plain_cases_are_one_of_each() -> None:
    assert len({case.function for case in PLAIN}) == len({case.function for case in CASES}) == 6


# Against torch


@per(CASES)
@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("seed", [0, 1])
def test_value_and_gradient_are_those_of_torch(case: Case, reduction: str, seed: int) -> None:
    x, y = case.draw(seed)
    own = case.own(x, y, **case.options, reduction=reduction)
    peer = case.peer(x, y, **case.options, reduction=reduction)
    assert own.dtype == torch.float64
    same(value_and_gradient(own, x), value_and_gradient(peer, x))


@per([case for case in CASES if case.space == "real"])
@pytest.mark.parametrize("scale", [1e-6, 30.0, 1e4])
def test_extreme_inputs_are_those_of_torch(case: Case, scale: float) -> None:
    x, y = case.draw(scale=scale)
    own = value_and_gradient(case.own(x, y, **case.options, reduction="none"), x)
    assert all(bool(item.isfinite().all()) for item in own)
    same(own, value_and_gradient(case.peer(x, y, **case.options, reduction="none"), x))


@per(CASES)
def test_the_signature_begins_with_that_of_torch(case: Case) -> None:
    for own, peer in ((case.own, case.peer), (case.own_class, getattr(nn, case.cls))):
        parameters = inspect.signature(own).parameters.values()
        shared = [(p.name, p.default) for p in parameters if p.kind is not p.KEYWORD_ONLY]
        assert shared == [(p.name, p.default) for p in inspect.signature(peer).parameters.values()]
        is_cross_entropy = own.__name__.lower().startswith("cross")
        further = {"z_loss", "softcap", "overwrite_logits", "return_logsumexp"}
        assert {p.name for p in parameters if p.kind is p.KEYWORD_ONLY} <= (further if is_cross_entropy else set()) | {
            "class_dim",
            "label_smoothing",
            "mask",
            "sample_weight",
            "denominator",
        }


@per([case for case in CASES if "weight" not in case.options or case.function not in ("l1_loss", "mse_loss")])
@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_the_module_is_its_function_and_that_of_torch(case: Case, reduction: str) -> None:
    x, y = case.draw()
    own = case.own_class(**case.options, reduction=reduction)
    peer = getattr(nn, case.cls)(**case.options, reduction=reduction)
    same((own(x, y),), (case.own(x, y, **case.options, reduction=reduction),), rtol=0, atol=0)
    same((own(x, y),), (peer(x, y),))
    assert own.state_dict().keys() == peer.state_dict().keys()


# Calculus


@per(CASES)
@pytest.mark.parametrize("reduction", ["mean", "none"])
def test_gradcheck(case: Case, reduction: str) -> None:
    x, y = case.draw(3)
    assert torch.autograd.gradcheck(lambda x: case.own(x, y, **case.options, reduction=reduction), (x,))


@per(PLAIN)
def test_second_derivatives(case: Case) -> None:
    x, y = case.draw(4)
    assert torch.autograd.gradgradcheck(lambda x: case.own(x, y), (x,))


@per(PLAIN)
def test_per_example_gradients_by_vmap(case: Case) -> None:
    x, y = case.draw()
    x = x.detach()
    found = torch.func.vmap(torch.func.grad(case.own))(x, y)
    wanted = torch.stack([torch.func.grad(case.own)(x[n], y[n]) for n in range(len(x))])
    same((found,), (wanted,))


@per(PLAIN)
def test_it_compiles_in_one_graph(case: Case) -> None:
    x, y = case.draw()
    compiled = torch.compile(case.own, backend="eager", fullgraph=True)
    same((compiled(x, y),), (case.own(x, y),))


# Masks and denominators


def rows(case: Case) -> tuple[Tensor, Tensor]:
    """Which examples are kept, and the mask of the losses that says so."""
    keep = torch.arange(case.shape[0]) % 3 != 1
    mask = keep.reshape(-1, *[1] * (len(case.values_shape) - 1)).expand(case.values_shape)
    return keep, mask


@per(CASES)
def test_a_mask_is_the_subset(case: Case) -> None:
    x, y = case.draw()
    keep, mask = rows(case)
    own = case.own(x, y, **case.options, mask=mask)
    wanted = case.peer(x[keep], y[keep], **case.subset(keep))
    same(value_and_gradient(own, x), value_and_gradient(wanted, x))


@per(CASES)
def test_what_is_masked_may_hold_anything(case: Case) -> None:
    x, y = case.draw()
    keep, mask = rows(case)
    junk = torch.tensor([torch.inf, -torch.inf, torch.nan], dtype=torch.float64)
    broken = x.detach().clone()
    broken[~keep] = junk.repeat(broken[~keep].numel())[: broken[~keep].numel()].reshape(broken[~keep].shape)
    wrong = y.clone()
    wrong[~keep] = torch.nan if y.is_floating_point() else 99
    broken.requires_grad_()
    found = value_and_gradient(case.own(broken, wrong, **case.options, mask=mask), broken)
    same(found, value_and_gradient(case.own(x, y, **case.options, mask=mask), x))
    assert bool((found[1][~keep] == 0).all())


@per(CASES)
@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_a_mask_of_single_elements_leaves_zeros(case: Case, reduction: str) -> None:
    x, y = case.draw()
    mask = torch.rand(case.values_shape, generator=torch.Generator().manual_seed(1)) > 0.4
    values = case.own(x, y, **case.options, reduction="none")
    wanted = {"none": values * mask, "sum": (values * mask).sum(), "mean": (values * mask).sum() / 7}[reduction]
    more = {"denominator": 7} if reduction == "mean" else {}
    same((case.own(x, y, **case.options, mask=mask, reduction=reduction, **more),), (wanted,))


@per(CASES)
@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_nothing_kept_is_an_attached_zero(case: Case, reduction: str) -> None:
    x, y = case.draw()
    mask = torch.zeros(case.values_shape, dtype=torch.bool)
    value, gradient = value_and_gradient(case.own(x, y, **case.options, mask=mask, reduction=reduction), x)
    assert bool((value == 0).all())
    assert bool((gradient == 0).all())


@per(PLAIN)
def test_an_empty_batch_is_an_attached_zero(case: Case) -> None:
    x, y = case.draw()
    value, gradient = value_and_gradient(case.own(x[:0], y[:0]), x)
    assert value == 0
    assert bool((gradient == 0).all())


@per([case for case in CASES if case.target == "index"])
def test_all_ignored_is_an_attached_zero(case: Case) -> None:
    x, y = case.draw()
    options = {**case.options, "ignore_index": 255}
    value, gradient = value_and_gradient(case.own(x, torch.full_like(y, 255), **options), x)
    assert value == 0
    assert bool((gradient == 0).all())


@per([case for case in PLAIN if case.target == "index"])
def test_what_is_ignored_may_have_any_logits(case: Case) -> None:
    x, y = case.draw()
    broken = x.detach().clone()
    broken[0], y[0] = torch.inf, -100
    broken.requires_grad_()
    value, gradient = value_and_gradient(case.own(broken, y), broken)
    same((value,), (case.own(x[1:], y[1:]),))
    assert bool((gradient[0] == 0).all())


@per(CASES)
@pytest.mark.parametrize("as_tensor", [False, True])
def test_the_full_batch_is_the_sum_of_micro_batches(case: Case, as_tensor: bool) -> None:
    x, y = case.draw()
    denominator = torch.tensor(11.0) if as_tensor else 11.0
    halves = torch.zeros(case.shape[0], dtype=torch.bool)
    halves[: case.shape[0] // 2] = True
    parts = [case.own(x[h], y[h], **case.subset(h), denominator=denominator) for h in (halves, ~halves)]
    same((parts[0] + parts[1],), (case.own(x, y, **case.options, denominator=denominator),))


# Precision, purity, copies


@per(CASES)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_low_precision_is_computed_and_returned_in_float32(case: Case, dtype: torch.dtype, reduction: str) -> None:
    x, y = case.draw()
    low = x.detach().to(dtype).requires_grad_()
    y = y.to(dtype) if y.is_floating_point() else y
    found = case.own(low, y, **case.options, reduction=reduction)
    assert found.dtype == (torch.float64 if _has_double(case) else torch.float32)
    exact = case.own(low.double(), y.double() if y.is_floating_point() else y, **case.options, reduction=reduction)
    same((found.double(),), (exact.double(),), rtol=1e-5, atol=1e-6)
    (gradient,) = torch.autograd.grad(found.sum(), low)
    assert gradient.dtype == dtype


def _has_double(case: Case) -> bool:
    return case.function in ("l1_loss", "mse_loss") and "weight" in case.options


@per(CASES)
def test_arguments_are_not_modified(case: Case) -> None:
    x, y = case.draw()
    keep, mask = rows(case)
    tensors = [x, y, mask, keep, *(v for v in case.options.values() if isinstance(v, Tensor))]
    copies = [tensor.detach().clone() for tensor in tensors]
    case.own(x, y, **case.options, mask=mask).backward()
    assert all(torch.equal(one, other) for one, other in zip(tensors, copies, strict=True))


@per([case for case in CASES if "weight" not in case.options or case.function not in ("l1_loss", "mse_loss")])
def test_a_module_survives_pickling(case: Case) -> None:
    x, y = case.draw()
    module = case.own_class(**case.options, reduction="sum")
    copy = pickle.loads(pickle.dumps(module))
    assert torch.equal(module(x, y), copy(x, y))
    assert repr(copy) == repr(module)


# Wrong input


@per(PLAIN)
@pytest.mark.parametrize("name", ["size_average", "reduce"])
@pytest.mark.parametrize("value", [True, False])
def test_deprecated_arguments_are_refused(case: Case, name: str, value: bool) -> None:
    with pytest.raises(ValueError, match=r"size_average and reduce are deprecated: use reduction="):
        case.own(*case.draw(), **{name: value})
    with pytest.raises(ValueError, match=r"size_average and reduce are deprecated"):
        case.own_class(**{name: value})


@per(PLAIN)
def test_a_wrong_reduction_is_refused(case: Case) -> None:
    wanted = r'got reduction=\'batchmean\'; it must be "none", "mean" or "sum"'
    with pytest.raises(ValueError, match=wanted):
        case.own(*case.draw(), reduction="batchmean")
    with pytest.raises(ValueError, match=wanted):
        case.own_class(reduction="batchmean")


@per(PLAIN)
def test_integer_inputs_are_refused(case: Case) -> None:
    x, y = case.draw()
    with pytest.raises(ValueError, match=r"got input of dtype torch\.int64; it must be floating-point"):
        case.own(x.detach().long(), y)


@per(PLAIN)
def test_a_mask_of_another_shape_or_dtype_is_refused(case: Case) -> None:
    x, y = case.draw()
    with pytest.raises(ValueError, match=r"got mask of shape \(1, 1, 1\)"):
        case.own(x, y, mask=torch.ones(1, 1, 1, dtype=torch.bool))
    with pytest.raises(ValueError, match=r"got mask of dtype torch\.int64; it must be torch\.bool"):
        case.own(x, y, mask=torch.ones(case.values_shape, dtype=torch.long))


@per(PLAIN)
def test_a_denominator_that_cannot_be_honoured_is_refused(case: Case) -> None:
    x, y = case.draw()
    with pytest.raises(ValueError, match=r'got denominator=.* with reduction="sum"; it divides a mean: leave it out'):
        case.own(x, y, reduction="sum", denominator=3)
    with pytest.raises(ValueError, match=r"got denominator=0; it must be above 0"):
        case.own(x, y, denominator=0)
    with pytest.raises(ValueError, match=r"got denominator of shape \(2,\); it must be one number"):
        case.own(x, y, denominator=torch.ones(2))


@per(PLAIN)
def test_autocast_changes_nothing(case: Case) -> None:
    x, y = case.draw()
    x = x.detach().float()
    y = y.float() if y.is_floating_point() else y
    with torch.autocast("cpu", dtype=torch.bfloat16):
        found = case.own(x, y)
    same((found,), (case.own(x, y),))
