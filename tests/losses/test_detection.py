"""What the losses over boxes give where boxes meet, miss, coincide or have no area, and what they refuse."""

import math

import pytest
import torch
from torch import Tensor

import rightloss
from rightloss import functional

NAMES = ("giou_loss", "diou_loss", "ciou_loss")
UNIT = torch.tensor([[0.0, 0.0, 1.0, 1.0]], dtype=torch.float64)


def graded(name: str, boxes: Tensor, target: Tensor) -> tuple[float, Tensor]:
    x = boxes.clone().requires_grad_()
    value = getattr(functional, name)(x, target)
    (slope,) = torch.autograd.grad(value, x)
    return value.item(), slope


@pytest.mark.parametrize(
    ("box", "values"),
    [
        ((0.0, 0.0, 1.0, 1.0), (0.0, 0.0, 0.0)),
        ((2.0, 0.0, 3.0, 1.0), (1 + 1 / 3, 1 + 4 / 10, 1 + 4 / 10)),  # beside it: hull 3 x 1, centres 2 apart
        ((0.25, 0.25, 0.75, 0.75), (0.75, 0.75, 0.75)),  # inside it, same centre and shape
        ((0.5, 0.0, 1.5, 1.0), (1 - 1 / 3, 1 - 1 / 3 + 0.25 / 3.25, 1 - 1 / 3 + 0.25 / 3.25)),
    ],
)
def test_values_by_hand(box: tuple[float, ...], values: tuple[float, ...]) -> None:
    boxes = torch.tensor([box], dtype=torch.float64)
    assert [graded(name, boxes, UNIT)[0] for name in NAMES] == pytest.approx(list(values))


def test_the_aspect_ratio_is_what_ciou_adds_to_diou() -> None:
    boxes = torch.tensor([[0.0, 0.0, 2.0, 1.0]], dtype=torch.float64)
    v = 4 / math.pi**2 * (math.atan(2) - math.atan(1)) ** 2
    alpha = v / (0.5 + v)
    extra = graded("ciou_loss", boxes, UNIT)[0] - graded("diou_loss", boxes, UNIT)[0]
    assert extra == pytest.approx(alpha * v)


def test_the_weight_of_the_aspect_ratio_has_no_gradient() -> None:
    boxes = torch.tensor([[0.1, 0.0, 2.0, 0.9]], dtype=torch.float64)
    x = boxes.clone().requires_grad_()
    turn = torch.atan(torch.ones(1)) - torch.atan((x[:, 2] - x[:, 0]) / (x[:, 3] - x[:, 1]))
    v = 4 / math.pi**2 * turn**2
    iou = 0.9 * 0.9 / (1.9 * 0.9 + 1 - 0.9 * 0.9)
    (slope,) = torch.autograd.grad((v.detach() / (1 - iou + v.detach()) * v).sum(), x)
    found = graded("ciou_loss", boxes, UNIT)[1] - graded("diou_loss", boxes, UNIT)[1]
    torch.testing.assert_close(found, slope, rtol=1e-6, atol=1e-9)


POINT, FLAT = (0.5, 0.5, 0.5, 0.5), (0.2, 0.5, 0.8, 0.5)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("box", [POINT, FLAT, (2.0, 2.0, 2.0, 2.0), (0.0, 0.0, 1.0, 1.0)])
@pytest.mark.parametrize("true", [POINT, FLAT, (0.0, 0.0, 1.0, 1.0), (2.0, 2.0, 2.0, 3.0)])
def test_boxes_without_area_are_finite(name: str, box: tuple[float, ...], true: tuple[float, ...]) -> None:
    value, slope = graded(name, torch.tensor([box]), torch.tensor([true]))
    assert math.isfinite(value)
    assert bool(slope.isfinite().all())


@pytest.mark.parametrize("name", NAMES)
def test_a_box_that_misses_is_pulled_towards_the_true_one(name: str) -> None:
    _, slope = graded(name, UNIT + 3, UNIT)
    assert bool((slope[0, 2:] + slope[0, :2] > 0).all())


@pytest.mark.parametrize("name", NAMES)
def test_opposite_corners_in_any_order_are_the_same_box(name: str) -> None:
    box = torch.tensor([[0.5, 0.25, 2.0, 1.0]], dtype=torch.float64)
    turned = box[:, [2, 1, 0, 3]]
    assert graded(name, turned, UNIT)[0] == graded(name, box, UNIT)[0]
    torch.testing.assert_close(graded(name, turned, UNIT)[1][:, [2, 1, 0, 3]], graded(name, box, UNIT)[1])
    assert torch.equal(rightloss.GIoULoss().predict(turned), box)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scale", [1e-3, 1e4])
def test_the_unit_does_not_matter(name: str, scale: float) -> None:
    box = torch.tensor([[0.5, 0.25, 2.0, 1.0]], dtype=torch.float64)
    assert graded(name, scale * box, scale * UNIT)[0] == pytest.approx(graded(name, box, UNIT)[0])


@pytest.mark.parametrize("name", NAMES)
def test_wrong_boxes_are_refused(name: str) -> None:
    loss = getattr(functional, name)
    with rightloss.checking(True):
        with pytest.raises(ValueError, match=r"got target with the box \[1.0, 0.0, 0.0, 1.0\]; .* centre - size / 2"):
            loss(UNIT, UNIT[:, [2, 1, 0, 3]])
        with pytest.raises(ValueError, match=r"got boxes of shape \(2, 3\); the last dimension must be 4"):
            loss(torch.zeros(2, 3), torch.zeros(2, 3))
        with pytest.raises(ValueError, match=r"got boxes of shape \(2, 4\) and target of shape \(4,\)"):
            loss(torch.zeros(2, 4), torch.zeros(4))
        with pytest.raises(ValueError, match=r"got target of dtype torch.int64; it must be floating-point"):
            loss(UNIT, UNIT.long())
