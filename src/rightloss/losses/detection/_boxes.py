"""What the losses over boxes share: corners in order, overlap, hull, and ratios that are 0 where there is nothing."""

import torch
from torch import Tensor

from rightloss.losses import _common as common

Corners = tuple[Tensor, ...]  # x1, y1, x2, y2, each of shape (*)


def prepared(boxes: Tensor, target: Tensor, mask: Tensor | None) -> tuple[Corners, Corners]:
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
    return _in_order(common.blank_last(common.full_precision(boxes), mask)), true.unbind(-1)


def ordered(boxes: Tensor) -> Tensor:
    """The same boxes, shape (*, 4), with x1 <= x2 and y1 <= y2."""
    return torch.stack(_in_order(boxes), -1)


def _in_order(boxes: Tensor) -> Corners:
    x1, y1, x2, y2 = boxes.unbind(-1)
    given = boxes.detach()
    if common.is_within(given[..., 2:] - given[..., :2], 0, torch.inf):
        return x1, y1, x2, y2
    return torch.minimum(x1, x2), torch.minimum(y1, y2), torch.maximum(x1, x2), torch.maximum(y1, y2)


def area(box: Corners) -> Tensor:
    """Width times height, shape (*)."""
    width, height = _size(box)
    return width * height


def overlap(a: Corners, b: Corners) -> tuple[Tensor, Tensor]:
    """Intersection over union, 0 where both are without area, and the area of the union; both of shape (*)."""
    width = torch.minimum(a[2], b[2]) - torch.maximum(a[0], b[0])
    height = torch.minimum(a[3], b[3]) - torch.maximum(a[1], b[1])
    shared = width.relu() * height.relu()
    union = area(a) + area(b) - shared
    return ratio(shared, union), union


def hull(a: Corners, b: Corners) -> Corners:
    """The smallest boxes around both."""
    low = torch.minimum(a[0], b[0]), torch.minimum(a[1], b[1])
    return *low, torch.maximum(a[2], b[2]), torch.maximum(a[3], b[3])


def centre_distance(a: Corners, b: Corners) -> Tensor:
    """The squared distance of the centres over that of the hull's opposite corners, shape (*)."""
    across, down = _size(hull(a, b))
    apart = (a[0] + a[2] - b[0] - b[2]).square() + (a[1] + a[3] - b[1] - b[3]).square()
    return ratio(apart / 4, across.square() + down.square())


def angle(box: Corners) -> Tensor:
    """The arc tangent of width over height, shape (*); that of a point is a square's, without a gradient."""
    width, height = _size(box)
    is_point = (width == 0) & (height == 0)
    return torch.atan2(torch.where(is_point, 1.0, width), torch.where(is_point, 1.0, height))


def ratio(part: Tensor, whole: Tensor) -> Tensor:
    """part / whole, and 0 where the whole is 0."""
    if common.is_within(whole, 0, torch.inf):
        return part / whole
    return torch.where(whole > 0, part / torch.where(whole > 0, whole, 1.0), 0.0)


def _size(box: Corners) -> tuple[Tensor, Tensor]:
    return box[2] - box[0], box[3] - box[1]


def _check_order(true: Tensor) -> None:
    if not common.values_are_at_hand(true):
        return
    wrong = ~(true[..., :2] <= true[..., 2:]).all(-1)
    if bool(wrong.any()):
        raise ValueError(
            f"got target with the box {true[wrong][0].tolist()}; it must be x1, y1, x2, y2 with x1 <= x2 and y1 <= y2: "
            "from centre and size take centre - size / 2 and centre + size / 2"
        )
