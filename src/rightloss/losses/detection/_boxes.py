"""What the losses over boxes share: corners in order, overlap, hull, and ratios that are 0 where there is nothing."""

import torch
from torch import Tensor

from rightloss.losses import _common as common


def prepared(boxes: Tensor, target: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor]:
    """Both boxes in float32 or float64, predicted corners in order, with points at 0 where the mask is False.

    Raises:
        ValueError: shapes or dtypes are wrong, or a kept true box has its corners out of order.
    """
    common.check_floating("boxes", boxes)
    common.check_floating("target", target)
    common.check_same_shape("boxes", boxes, target)
    if boxes.shape[-1:] != (4,):
        raise ValueError(f"got boxes of shape {tuple(boxes.shape)}; the last dimension must be 4: x1, y1, x2, y2")
    true = common.blank_last(common.full_precision(target), mask)
    _check_order(true)
    return ordered(common.blank_last(common.full_precision(boxes), mask)), true


def ordered(boxes: Tensor) -> Tensor:
    """The same boxes with x1 <= x2 and y1 <= y2."""
    one, other = boxes[..., :2], boxes[..., 2:]
    return torch.cat((torch.minimum(one, other), torch.maximum(one, other)), -1)


def area(boxes: Tensor) -> Tensor:
    """Width times height, shape (*)."""
    return _size(boxes).prod(-1)


def overlap(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Intersection over union, 0 where both are without area, and the area of the union; both of shape (*)."""
    low, high = torch.maximum(a[..., :2], b[..., :2]), torch.minimum(a[..., 2:], b[..., 2:])
    shared = (high - low).clamp_min(0).prod(-1)
    union = area(a) + area(b) - shared
    return ratio(shared, union), union


def hull(a: Tensor, b: Tensor) -> Tensor:
    """The smallest boxes around both."""
    low, high = torch.minimum(a[..., :2], b[..., :2]), torch.maximum(a[..., 2:], b[..., 2:])
    return torch.cat((low, high), -1)


def centre_distance(a: Tensor, b: Tensor) -> Tensor:
    """The squared distance of the centres over that of the hull's opposite corners, shape (*)."""
    between = (a[..., :2] + a[..., 2:] - b[..., :2] - b[..., 2:]) / 2
    return ratio(between.square().sum(-1), _size(hull(a, b)).square().sum(-1))


def angle(boxes: Tensor) -> Tensor:
    """The arc tangent of width over height, shape (*); that of a point is a square's, without a gradient."""
    width, height = _size(boxes).unbind(-1)
    is_point = (width == 0) & (height == 0)
    return torch.atan2(torch.where(is_point, 1.0, width), torch.where(is_point, 1.0, height))


def ratio(part: Tensor, whole: Tensor) -> Tensor:
    """part / whole, and 0 where the whole is 0."""
    return torch.where(whole > 0, part / torch.where(whole > 0, whole, 1.0), 0.0)


def _size(boxes: Tensor) -> Tensor:
    return boxes[..., 2:] - boxes[..., :2]


def _check_order(true: Tensor) -> None:
    if not common.values_are_at_hand(true):
        return
    wrong = ~(true[..., :2] <= true[..., 2:]).all(-1)
    if bool(wrong.any()):
        raise ValueError(
            f"got target with the box {true[wrong][0].tolist()}; it must be x1, y1, x2, y2 with x1 <= x2 and y1 <= y2: "
            "from centre and size take centre - size / 2 and centre + size / 2"
        )
