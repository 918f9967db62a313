"""Cases of the losses over boxes."""

import math

import torch
from torch import Tensor

from rightloss.testing import LossCase
from tests.losses.laws._case import N, case, normal

Numbers = tuple[Tensor, Tensor, Tensor, Tensor]


def _boxes(g: torch.Generator) -> tuple[Tensor, Tensor]:
    """Pairs that meet, miss each other and lie inside one another."""
    corner = normal(g, N, 2)
    near = corner + torch.linspace(0, 1.5, N, dtype=torch.float64).unsqueeze(1) * normal(g, N, 2)
    sizes = normal(g, 2, N, 2).exp()
    return torch.cat((near, near + sizes[0]), 1), torch.cat((corner, corner + sizes[1]), 1)


def _iou(a: Numbers, b: Numbers) -> tuple[Tensor, Tensor]:
    wide = (torch.minimum(a[2], b[2]) - torch.maximum(a[0], b[0])).clamp_min(0)
    high = (torch.minimum(a[3], b[3]) - torch.maximum(a[1], b[1])).clamp_min(0)
    union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - wide * high
    return wide * high / union, union


def _hull(a: Numbers, b: Numbers) -> tuple[Tensor, Tensor]:
    """Width and height of the smallest box around both."""
    return torch.maximum(a[2], b[2]) - torch.minimum(a[0], b[0]), torch.maximum(a[3], b[3]) - torch.minimum(a[1], b[1])


def _giou(x: Tensor, y: Tensor) -> Tensor:
    a, b = x.unbind(1), y.unbind(1)
    (iou, union), (wide, high) = _iou(a, b), _hull(a, b)
    return 1 - (iou - (wide * high - union) / (wide * high))


def _diou(x: Tensor, y: Tensor) -> Tensor:
    a, b = x.unbind(1), y.unbind(1)
    wide, high = _hull(a, b)
    apart = ((a[0] + a[2] - b[0] - b[2]) / 2) ** 2 + ((a[1] + a[3] - b[1] - b[3]) / 2) ** 2
    return 1 - _iou(a, b)[0] + apart / (wide**2 + high**2)


def _ciou(x: Tensor, y: Tensor) -> Tensor:
    a, b = x.unbind(1), y.unbind(1)
    turn = torch.atan((b[2] - b[0]) / (b[3] - b[1])) - torch.atan((a[2] - a[0]) / (a[3] - a[1]))
    v = 4 / math.pi**2 * turn**2
    with torch.no_grad():
        alpha = v / (1 - _iou(a, b)[0] + v)
    return _diou(x, y) + alpha * v


def _case(name: str, oracle: object) -> LossCase:
    return case(name, draw=_boxes, oracle=oracle, mask_shape=lambda x, y: (len(y),))


CASES = {"giou": _case("giou", _giou), "diou": _case("diou", _diou), "ciou": _case("ciou", _ciou)}
