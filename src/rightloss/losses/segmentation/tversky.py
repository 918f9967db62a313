"""An overlap loss in which false positives and false negatives have their own weights."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.multiclass import _classes as classes
from rightloss.losses.segmentation import _index as index
from rightloss.losses.segmentation import _overlap as overlap
from rightloss.losses.segmentation import _positions as positions

_TVERSKY = overlap.over_classes("tversky")


def tversky_loss(
    logits: Tensor,
    target: Tensor,
    *,
    alpha: float = 0.5,
    beta: float = 0.5,
    smooth: float = 1.0,
    empty: overlap.Empty = "ratio",
    per_image: bool = True,
    weight: Tensor | None = None,
    ignore_index: int = -100,
    class_dim: int | None = None,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""One minus the soft Tversky index, averaged over the classes of each image.

    $\ell = 1 - \frac{1}{C} \sum_c \frac{TP_c + s}{TP_c + \alpha FP_c + \beta FN_c + s}$ with soft counts

    Expects:
        `logits`: raw scores, unbounded, shape (N, C, d1..dK). `target`: class indices, int64, shape (N, d1..dK).

    Args:
        logits: raw scores of C classes, shape (N, C) or (N, C, d1..dK).
        target: class indices 0 to C - 1, int64, the shape of `logits` without C.
        alpha: weight of the false positives, 0 or more.
        beta: weight of the false negatives, 0 or more.
        smooth: added to both sides of the ratio, above 0; an empty region that is predicted empty then costs nothing.
        empty: what a region without a true position costs: "ratio" the formula, "mean" the mean probability there,
            "skip" nothing.
        per_image: False takes the whole batch for one image, with one value for all of it.
        weight: how much each class counts in the mean over them, shape (C,); 0 for class 0 leaves the background out.
        ignore_index: targets with this value are left out.
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".
        mask: bool, the target's shape; False leaves a place out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept images.

    Returns:
        float32 (float64 where the input is): a scalar, or (N,), (1,) with per_image=False, for "none". The mean is 0
        where nothing is kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a target is out of range (looked at on the CPU only), or an
        option is not one of those above.

    Equals:
        The Dice loss with twice the smooth at alpha = beta = 1/2; the Jaccard loss at alpha = beta = 1.

    Example:
        >>> import torch
        >>> tversky_loss(torch.zeros(1, 2, 2, 2), torch.zeros(1, 2, 2, dtype=torch.long), smooth=1e-6)
        tensor(0.6667)

    Reference:
        Salehi, S. S. M., Erdogmus, D. and Gholipour, A. (2017). Tversky loss function for image segmentation using 3D
        fully convolutional deep networks. arXiv:1706.05721
    """
    ways = overlap.Ways(index.tversky(alpha, beta, smooth), empty)
    found = positions.of_classes(logits, target, class_dim, mask, ignore_index, per_image=per_image)
    return overlap.reduced(_TVERSKY, found, ways, weight, reduction, sample_weight, denominator)


@final
class TverskyLoss(LossModule):
    """The module of `tversky_loss`.

    Args:
        alpha: weight of the false positives, 0 or more.
        beta: weight of the false negatives, 0 or more.
        smooth: added to both sides of the ratio, above 0; an empty region that is predicted empty then costs nothing.
        empty: what a region without a true position costs: "ratio" the formula, "mean" the mean probability there,
            "skip" nothing.
        per_image: False takes the whole batch for one image, with one value for all of it.
        weight: how much each class counts in the mean over them, shape (C,); 0 for class 0 leaves the background out.
        ignore_index: targets with this value are left out.
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".

    Example:
        >>> TverskyLoss(alpha=0.3, beta=0.7)
        TverskyLoss(alpha=0.3, beta=0.7)
    """

    weight: Tensor | None

    def __init__(
        self,
        *,
        alpha: float = 0.5,
        beta: float = 0.5,
        smooth: float = 1.0,
        empty: overlap.Empty = "ratio",
        per_image: bool = True,
        weight: Tensor | None = None,
        ignore_index: int = -100,
        class_dim: int | None = None,
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        self.alpha = alpha
        self.beta = beta
        self.smooth = smooth
        self.empty = empty
        self.per_image = per_image
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.class_dim = class_dim
        self.reduction = common.check_reduction(reduction)

    def forward(self, logits: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `tversky_loss`."""
        return tversky_loss(logits, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Class probabilities, in the shape of `output`."""
        return torch.softmax(output, classes.class_dim(output, self.class_dim))

    def decide(self, output: Tensor) -> Tensor:
        """The most probable class, int64, the shape of `output` without C."""
        return output.argmax(classes.class_dim(output, self.class_dim))
