"""The sum of Dice loss and cross-entropy."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.multiclass import _classes as classes
from rightloss.losses.segmentation import _index as index
from rightloss.losses.segmentation import _overlap as overlap
from rightloss.losses.segmentation import _positions as positions

_DICE_CROSS_ENTROPY = overlap.over_classes("dice-cross-entropy")


def dice_cross_entropy(
    logits: Tensor,
    target: Tensor,
    *,
    cross_entropy_weight: float = 1.0,
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
    r"""Dice loss plus cross-entropy, each averaged over an image.

    $\ell = \mathrm{Dice} + w \, \mathrm{CE}$

    Expects:
        `logits`: raw scores, unbounded, shape (N, C, d1..dK). `target`: class indices, int64, shape (N, d1..dK).

    Args:
        logits: raw scores of C classes, shape (N, C) or (N, C, d1..dK).
        target: class indices 0 to C - 1, int64, the shape of `logits` without C.
        cross_entropy_weight: weight of the cross-entropy.
        smooth: as in `dice_loss`.
        empty: as in `dice_loss`.
        per_image: False takes the whole batch for one image, with one value for all of it.
        weight: how much each class counts in the Dice loss, shape (C,).
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
        dice_loss plus cross_entropy, where all images have equally many kept positions.

    Example:
        >>> import torch
        >>> dice_cross_entropy(torch.zeros(1, 2, 2, 2), torch.zeros(1, 2, 2, dtype=torch.long), smooth=1e-6)
        tensor(1.3598)

    Reference:
        Isensee, F. et al. (2021). nnU-Net. doi:10.1038/s41592-020-01008-z
    """
    ways = overlap.Ways(index.dice(smooth), empty, cross_entropy_weight)
    found = positions.of_classes(logits, target, class_dim, mask, ignore_index, per_image=per_image)
    return overlap.reduced(_DICE_CROSS_ENTROPY, found, ways, weight, reduction, sample_weight, denominator)


@final
class DiceCrossEntropyLoss(LossModule):
    """The module of `dice_cross_entropy`.

    Args:
        cross_entropy_weight: weight of the cross-entropy.
        smooth: as in `dice_loss`.
        empty: as in `dice_loss`.
        per_image: False takes the whole batch for one image, with one value for all of it.
        weight: how much each class counts in the Dice loss, shape (C,).
        ignore_index: targets with this value are left out.
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".

    Example:
        >>> DiceCrossEntropyLoss(smooth=0.1)
        DiceCrossEntropyLoss(smooth=0.1)
    """

    weight: Tensor | None

    def __init__(
        self,
        *,
        cross_entropy_weight: float = 1.0,
        smooth: float = 1.0,
        empty: overlap.Empty = "ratio",
        per_image: bool = True,
        weight: Tensor | None = None,
        ignore_index: int = -100,
        class_dim: int | None = None,
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        self.cross_entropy_weight = cross_entropy_weight
        self.smooth = smooth
        self.empty = empty
        self.per_image = per_image
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.class_dim = class_dim
        self.reduction = common.check_reduction(reduction)

    def forward(self, logits: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `dice_cross_entropy`."""
        return dice_cross_entropy(logits, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Class probabilities, in the shape of `output`."""
        return torch.softmax(output, classes.class_dim(output, self.class_dim))

    def decide(self, output: Tensor) -> Tensor:
        """The most probable class, int64, the shape of `output` without C."""
        return output.argmax(classes.class_dim(output, self.class_dim))
