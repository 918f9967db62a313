"""An overlap loss of boxes that also pulls boxes together which do not meet."""

from typing import Unpack, final

from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.detection import _boxes


def giou_loss(
    boxes: Tensor,
    target: Tensor,
    *,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""One minus the generalised intersection over union: IoU, less the share of the hull that neither box covers.

    $\ell = 1 - \mathrm{IoU} + \frac{|C| - |A \cup B|}{|C|}$ with $C$ the smallest box around both

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
        One minus the IoU where the hull is the union.

    Example:
        >>> import torch
        >>> giou_loss(torch.tensor([[0.0, 0.0, 2.0, 2.0]]), torch.tensor([[1.0, 1.0, 3.0, 3.0]]))
        tensor(1.0794)

    Reference:
        Rezatofighi, H. et al. (2019). Generalized Intersection over Union. arXiv:1902.09630
    """
    a, b = _boxes.prepared(boxes, target, mask)
    iou, union = _boxes.overlap(a, b)
    hull = _boxes.area(_boxes.hull(a, b))
    values = 1 - iou + _boxes.ratio(hull - union, hull)
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


@final
class GIoULoss(LossModule):
    """The module of `giou_loss`.

    Args:
        reduction: "mean", "sum" or "none".

    Example:
        >>> GIoULoss(reduction="sum")
        GIoULoss(reduction='sum')
    """

    def __init__(
        self,
        *,
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        self.reduction = common.check_reduction(reduction)

    def forward(self, boxes: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `giou_loss`."""
        return giou_loss(boxes, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The boxes with their corners in order: x1 <= x2 and y1 <= y2."""
        return _boxes.ordered(output)
