"""The Tversky loss of each class under a root."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.multiclass import _classes as classes
from rightloss.losses.segmentation import _index as index
from rightloss.losses.segmentation import _overlap as overlap
from rightloss.losses.segmentation import _positions as positions

_FOCAL_TVERSKY = overlap.over_classes("focal-tversky")


def focal_tversky_loss(
    logits: Tensor,
    target: Tensor,
    *,
    alpha: float = 0.3,
    beta: float = 0.7,
    gamma: float = 4 / 3,
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
    r"""A root of one minus the soft Tversky index of each class, averaged over the classes of each image.

    $\ell = \frac{1}{C} \sum_c (1 - TI_c)^{1 / \gamma}$ with the Tversky index $TI_c$

    Expects:
        `logits`: raw scores, unbounded, shape (N, C, d1..dK). `target`: class indices, int64, shape (N, d1..dK).

    Args:
        logits: raw scores of C classes, shape (N, C) or (N, C, d1..dK).
        target: class indices 0 to C - 1, int64, the shape of `logits` without C.
        alpha: weight of the false positives, 0 or more.
        beta: weight of the false negatives, 0 or more.
        gamma: the root that is taken of the loss of each class, above 0; above 1 it stresses classes that are nearly
            right.
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
        `tversky_loss` at gamma 1.

    Example:
        >>> import torch
        >>> focal_tversky_loss(torch.zeros(1, 2, 2, 2), torch.zeros(1, 2, 2, dtype=torch.long), gamma=1.0, smooth=1e-6)
        tensor(0.7059)

    Reference:
        Abraham, N. and Khan, N. M. (2018). A Novel Focal Tversky loss function with improved Attention U-Net for lesion
        segmentation. arXiv:1810.07842
    """
    ways = overlap.Ways(index.tversky(alpha, beta, smooth, gamma), empty)
    found = positions.of_classes(logits, target, class_dim, mask, ignore_index, per_image=per_image)
    return overlap.reduced(_FOCAL_TVERSKY, found, ways, weight, reduction, sample_weight, denominator)


@final
class FocalTverskyLoss(LossModule):
    """The module of `focal_tversky_loss`.

    Args:
        alpha: weight of the false positives, 0 or more.
        beta: weight of the false negatives, 0 or more.
        gamma: the root that is taken of the loss of each class, above 0; above 1 it stresses classes that are nearly
            right.
        smooth: added to both sides of the ratio, above 0; an empty region that is predicted empty then costs nothing.
        empty: what a region without a true position costs: "ratio" the formula, "mean" the mean probability there,
            "skip" nothing.
        per_image: False takes the whole batch for one image, with one value for all of it.
        weight: how much each class counts in the mean over them, shape (C,); 0 for class 0 leaves the background out.
        ignore_index: targets with this value are left out.
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".

    Example:
        >>> FocalTverskyLoss(gamma=2.0)
        FocalTverskyLoss(gamma=2.0)
    """

    weight: Tensor | None

    def __init__(
        self,
        *,
        alpha: float = 0.3,
        beta: float = 0.7,
        gamma: float = 4 / 3,
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
        self.gamma = gamma
        self.smooth = smooth
        self.empty = empty
        self.per_image = per_image
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.class_dim = class_dim
        self.reduction = common.check_reduction(reduction)

    def forward(self, logits: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `focal_tversky_loss`."""
        return focal_tversky_loss(logits, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Class probabilities, in the shape of `output`."""
        return torch.softmax(output, classes.class_dim(output, self.class_dim))

    def decide(self, output: Tensor) -> Tensor:
        """The most probable class, int64, the shape of `output` without C."""
        return output.argmax(classes.class_dim(output, self.class_dim))
