"""Reduction, masks and shape checks that every loss shares."""

import pytest
import torch

from rightloss.losses import _common as common

VALUES = torch.tensor([[1.0, 2.0], [3.0, 6.0]])
MASK = torch.tensor([[True, False], [True, True]])


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, 3.0),
        ({"mask": MASK}, 10 / 3),
        ({"denominator": 2.0}, 6.0),
        ({"mask": MASK, "denominator": 5.0}, 2.0),
        ({"sample_weight": VALUES}, 12.5),
        ({"sample_weight": VALUES, "counts": VALUES}, 50 / 12),
        ({"counts": VALUES, "mask": MASK}, 1.0),
        ({"mask": ~MASK & MASK}, 0.0),
        ({"counts": 0 * VALUES, "sample_weight": 0 * VALUES}, 0.0),
    ],
)
def test_mean(options: dict[str, torch.Tensor], expected: float) -> None:
    assert common.reduce(VALUES, "mean", **options).item() == pytest.approx(expected)  # type: ignore[arg-type]


def test_sum_and_none() -> None:
    assert common.reduce(VALUES, "sum", mask=MASK) == 10
    assert torch.equal(common.reduce(VALUES, "none", mask=MASK), VALUES * MASK)


def test_a_denominator_of_zero_with_nothing_kept_is_zero() -> None:
    x = VALUES.clone().requires_grad_()
    total = common.reduce(x, "mean", mask=~MASK & MASK, denominator=torch.tensor(0))
    total.backward()  # type: ignore[no-untyped-call]
    assert total == 0
    assert torch.equal(x.grad, torch.zeros_like(x))  # type: ignore[arg-type]


def test_blank_stops_infinite_gradients() -> None:
    x = torch.tensor([0.0, 4.0], requires_grad=True)
    keep = torch.tensor([False, True])
    (gradient,) = torch.autograd.grad(common.reduce(common.blank(x, keep, 1.0).sqrt(), "mean", mask=keep), x)
    assert gradient.tolist() == [0.0, 0.25]


def test_blank_without_a_mask_gives_the_tensor_itself() -> None:
    assert common.blank(VALUES, None) is VALUES


@pytest.mark.parametrize(
    ("dtype", "wanted"),
    [
        (torch.float16, torch.float32),
        (torch.bfloat16, torch.float32),
        (torch.float32, torch.float32),
        (torch.float64, torch.float64),
    ],
)
def test_full_precision(dtype: torch.dtype, wanted: torch.dtype) -> None:
    assert common.full_precision(torch.ones(1, dtype=dtype)).dtype == wanted


@pytest.mark.parametrize(
    ("x", "target", "hint"),
    [
        ((4, 1), (4,), r"add input\.squeeze\(-1\)"),
        ((4,), (4, 1), r"add target\.squeeze\(-1\)"),
        ((4,), (3,), r"use expand\(\)"),
        ((2, 3), (3, 2), r"broadcasting is refused"),
    ],
)
def test_shapes_that_differ_are_named_with_the_fix(x: tuple[int, ...], target: tuple[int, ...], hint: str) -> None:
    with pytest.raises(ValueError, match=hint) as caught:
        common.check_same_shape("input", torch.zeros(x), torch.zeros(target))
    assert f"got input of shape {x} and target of shape {target}" in str(caught.value)


@pytest.mark.parametrize("value", [-0.1, 1.5, float("nan")])
def test_values_outside_the_unit_interval_are_named(value: float) -> None:
    with pytest.raises(ValueError, match=rf"got target with the value {value:g}; every element must be in \[0, 1\]"):
        common.check_unit_interval("target", torch.tensor([0.5, value]))


def test_values_that_are_not_at_hand_are_not_looked_at() -> None:
    common.check_unit_interval("target", torch.full((2,), 7.0, device="meta"))
    assert common.values_are_at_hand(torch.ones(2))


@pytest.mark.parametrize("name", ["sample_weight", "mask", "counts"])
def test_options_of_another_shape_are_refused(name: str) -> None:
    option = torch.ones(3, dtype=torch.bool if name == "mask" else torch.float32)
    options = {name: option} if name != "counts" else {"counts": option, "mask": MASK}
    with pytest.raises(ValueError, match=r"of shape \(3,\)"):
        common.reduce(VALUES, "mean", **options)  # type: ignore[arg-type]


def test_a_weight_that_is_masked_may_hold_anything() -> None:
    x = torch.ones(2, requires_grad=True)
    keep = torch.tensor([True, False])
    total = common.reduce(x, "mean", mask=keep, sample_weight=torch.tensor([2.0, torch.nan]))
    (gradient,) = torch.autograd.grad(total, x)
    assert (total.item(), gradient.tolist()) == (2.0, [2.0, 0.0])
