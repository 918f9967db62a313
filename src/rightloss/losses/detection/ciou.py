"""An overlap loss of boxes that also pulls their centres and aspect ratios together."""

import math
from typing import Unpack, final

from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.detection import _boxes


def ciou_loss(
    boxes: Tensor,
    target: Tensor,
    *,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""The distance-IoU loss plus a term for the aspect ratio, whose weight has no gradient.

    $\ell = 1 - \mathrm{IoU} + \frac{\rho^2}{c^2} + \alpha v$ with
    $v = \frac{4}{\pi^2} (\arctan \frac{w'}{h'} - \arctan \frac{w}{h})^2$ and $\alpha = \frac{v}{1 - \mathrm{IoU} + v}$

    Expects:
        `boxes` and `target`: corners (x1, y1, x2, y2), shape (*, 4), in one unit. Boxes without area are allowed.

    Args:
        boxes: predicted corners x1, y1, x2, y2, floating-point, shape (*, 4); opposite corners in any order.
        target: true corners with x1 <= x2 and y1 <= y2, floating-point, shape (*, 4).
        reduction: "mean", "sum" or "none".
        mask: bool, shape (*); False leaves a place out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept boxes.

    Returns:
        float32 (float64 where the input is): a scalar, or shape (*) for "none". The mean is 0 where nothing is kept.

    Raises:
        ValueError: shapes do not fit, a dtype is not floating-point, a true box has its corners in the wrong order
        (looked at on the CPU only), or an option is not one of those above.

    Equals:
        `diou_loss` where the aspect ratios are the same.

    Example:
        >>> import torch
        >>> ciou_loss(torch.tensor([[0.0, 0.0, 2.0, 2.0]]), torch.tensor([[1.0, 1.0, 3.0, 3.0]]))
        tensor(0.9683)

    Reference:
        Zheng, Z. et al. (2019). Distance-IoU Loss. arXiv:1911.08287
    """
    a, b = _boxes.prepared(boxes, target, mask)
    iou, _ = _boxes.overlap(a, b)
    v = (2 / math.pi * (_boxes.angle(b) - _boxes.angle(a))).square()
    # The paper takes the weight of the aspect ratio for a constant.
    alpha = _boxes.ratio(v, 1 - iou + v).detach()
    values = 1 - iou + _boxes.centre_distance(a, b) + alpha * v
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


@final
class CIoULoss(LossModule):
    """The module of `ciou_loss`.

    Args:
        reduction: "mean", "sum" or "none".

    Example:
        >>> CIoULoss(reduction="sum")
        CIoULoss(reduction='sum')
    """

    def __init__(
        self,
        *,
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        self.reduction = common.check_reduction(reduction)

    def forward(self, boxes: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `ciou_loss`."""
        return ciou_loss(boxes, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The boxes with their corners in order: x1 <= x2 and y1 <= y2."""
        return _boxes.ordered(output)
