"""One Dice overlap over all classes, weighted by their sizes."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.multiclass import _classes as classes
from rightloss.losses.segmentation import _overlap as overlap
from rightloss.losses.segmentation import _positions as positions
from rightloss.losses.segmentation._index import Sums

_GENERALISED_DICE = overlap.over_classes("generalised-dice")


def generalised_dice_loss(
    logits: Tensor,
    target: Tensor,
    *,
    per_image: bool = True,
    ignore_index: int = -100,
    class_dim: int | None = None,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""One minus the Dice overlap summed over the classes, each weighted by the inverse square of its size.

    $\ell = 1 - 2 \frac{\sum_c w_c \sum p_c t_c}{\sum_c w_c (\sum p_c + \sum t_c)}$ with $w_c = 1 / \max(\sum t_c, 1)^2$

    Expects:
        `logits`: raw scores, unbounded, shape (N, C, d1..dK). `target`: class indices, int64, shape (N, d1..dK).

    Args:
        logits: raw scores of C classes, shape (N, C) or (N, C, d1..dK).
        target: class indices 0 to C - 1, int64, the shape of `logits` without C.
        per_image: False takes the whole batch for one image, with one value for all of it.
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
        The Dice loss with a smooth of 0, where all classes are equally large and equally well hit.

    Example:
        >>> import torch
        >>> generalised_dice_loss(torch.zeros(1, 2, 2), torch.tensor([[0, 1]]))
        tensor(0.5000)

    Reference:
        Sudre, C. H. et al. (2017). Generalised Dice overlap as a deep learning loss function for highly unbalanced
        segmentations. arXiv:1707.03237
    """
    found = positions.of_classes(logits, target, class_dim, mask, ignore_index, per_image=per_image)
    ways = overlap.Ways(_Weighted())
    return overlap.reduced(_GENERALISED_DICE, found, ways, None, reduction, sample_weight, denominator)


class _Weighted:
    """One cost of all regions together."""

    sums = ("hits", "predicted", "size")

    def __call__(self, sums: Sums) -> Tensor:
        misses, right, _ = self._parts(sums)
        return misses / (right + misses)

    def with_slopes(self, sums: Sums) -> tuple[Tensor, Sums]:
        misses, right, share = self._parts(sums)
        whole = right + misses
        each = share / whole
        return misses / whole, {"hits": -2 * each, "predicted": each.mul_(right / whole)}

    def _parts(self, sums: Sums) -> tuple[Tensor, Tensor, Tensor]:
        """Weighted misses and twice the hits of all classes, shape (N, 1), and the weights."""
        hits, size = sums["hits"], sums["size"]
        # A class that is absent has the weight of one position, the most that a class can have.
        share = 1 / size.clamp_min(1).square()
        misses = (share * (sums["predicted"] - hits + (size - hits))).sum(1, keepdim=True)
        right = (2 * share * hits).sum(1, keepdim=True)
        if "places" in sums:  # maybe none
            right = torch.where(right + misses == 0, 1.0, right)
        return misses, right, share


@final
class GeneralisedDiceLoss(LossModule):
    """The module of `generalised_dice_loss`.

    Args:
        per_image: False takes the whole batch for one image, with one value for all of it.
        ignore_index: targets with this value are left out.
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".

    Example:
        >>> GeneralisedDiceLoss(per_image=False)
        GeneralisedDiceLoss(per_image=False)
    """

    def __init__(
        self,
        *,
        per_image: bool = True,
        ignore_index: int = -100,
        class_dim: int | None = None,
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        self.per_image = per_image
        self.ignore_index = ignore_index
        self.class_dim = class_dim
        self.reduction = common.check_reduction(reduction)

    def forward(self, logits: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `generalised_dice_loss`."""
        return generalised_dice_loss(logits, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Class probabilities, in the shape of `output`."""
        return torch.softmax(output, classes.class_dim(output, self.class_dim))

    def decide(self, output: Tensor) -> Tensor:
        """The most probable class, int64, the shape of `output` without C."""
        return output.argmax(classes.class_dim(output, self.class_dim))
