"""The sum of Dice loss and binary cross-entropy."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.segmentation import _index as index
from rightloss.losses.segmentation import _overlap as overlap
from rightloss.losses.segmentation import _positions as positions

_BINARY_DICE_CROSS_ENTROPY = overlap.over_questions("binary-dice-cross-entropy")


def binary_dice_cross_entropy(
    logits: Tensor,
    target: Tensor,
    *,
    cross_entropy_weight: float = 1.0,
    smooth: float = 1.0,
    empty: overlap.Empty = "ratio",
    per_image: bool = True,
    weight: Tensor | None = None,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Binary Dice loss plus binary cross-entropy, each averaged over an image.

    $\ell = \mathrm{Dice} + w \, \mathrm{BCE}$

    Expects:
        `logits`: raw scores, unbounded, shape (N, C, d1..dK). `target`: 0 or 1 (or a probability between),
        floating-point, the same shape.

    Args:
        logits: raw scores of C yes/no questions per position, shape (N, C, d1..dK); one question is C = 1.
        target: 0 or 1 (or a probability between), floating-point, the shape of `logits`.
        cross_entropy_weight: weight of the cross-entropy.
        smooth: as in `binary_dice_loss`.
        empty: as in `binary_dice_loss`.
        per_image: False takes the whole batch for one image, with one value for all of it.
        weight: how much each channel counts in the Dice loss, shape (C,).
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
        binary_dice_loss plus binary_cross_entropy_with_logits, where all images have equally many kept positions.

    Example:
        >>> import torch
        >>> binary_dice_cross_entropy(torch.zeros(1, 1, 2, 2), torch.ones(1, 1, 2, 2), smooth=1e-6)
        tensor(1.0265)

    Reference:
        Isensee, F. et al. (2021). nnU-Net. doi:10.1038/s41592-020-01008-z
    """
    ways = overlap.Ways(index.dice(smooth), empty, cross_entropy_weight)
    found = positions.of_questions(logits, target, mask, per_image=per_image)
    return overlap.reduced(_BINARY_DICE_CROSS_ENTROPY, found, ways, weight, reduction, sample_weight, denominator)


@final
class BinaryDiceCrossEntropyLoss(LossModule):
    """The module of `binary_dice_cross_entropy`.

    Args:
        cross_entropy_weight: weight of the cross-entropy.
        smooth: as in `binary_dice_loss`.
        empty: as in `binary_dice_loss`.
        per_image: False takes the whole batch for one image, with one value for all of it.
        weight: how much each channel counts in the Dice loss, shape (C,).
        reduction: "mean", "sum" or "none".

    Example:
        >>> BinaryDiceCrossEntropyLoss(smooth=0.1)
        BinaryDiceCrossEntropyLoss(smooth=0.1)
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
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        self.cross_entropy_weight = cross_entropy_weight
        self.smooth = smooth
        self.empty = empty
        self.per_image = per_image
        self.register_buffer("weight", weight)
        self.reduction = common.check_reduction(reduction)

    def forward(self, logits: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `binary_dice_cross_entropy`."""
        return binary_dice_cross_entropy(logits, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Probabilities of a yes, in the shape of `output`."""
        return torch.sigmoid(output)

    def decide(self, output: Tensor) -> Tensor:
        """Whether the answer is more likely yes than no, bool."""
        return output > 0
