"""One minus the soft intersection over union of regions that may overlap each other."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.segmentation import _index as index
from rightloss.losses.segmentation import _overlap as overlap
from rightloss.losses.segmentation import _positions as positions

_BINARY_JACCARD = overlap.over_questions("binary-jaccard")


def binary_jaccard_loss(
    logits: Tensor,
    target: Tensor,
    *,
    smooth: float = 1.0,
    empty: overlap.Empty = "ratio",
    per_image: bool = True,
    weight: Tensor | None = None,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""One minus the soft intersection over union of each channel's sigmoid, averaged over the channels of each image.

    $\ell = 1 - \frac{1}{C} \sum_c \frac{\sum p_c t_c + s}{\sum p_c + \sum t_c - \sum p_c t_c + s}$ with $p = \sigma(x)$

    Expects:
        `logits`: raw scores, unbounded, shape (N, C, d1..dK). `target`: 0 or 1 (or a probability between),
        floating-point, the same shape.

    Args:
        logits: raw scores of C yes/no questions per position, shape (N, C, d1..dK); one question is C = 1.
        target: 0 or 1 (or a probability between), floating-point, the shape of `logits`.
        smooth: added to both sides of the ratio, above 0; an empty region that is predicted empty then costs nothing.
        empty: what a region without a true position costs: "ratio" the formula, "mean" the mean probability there,
            "skip" nothing.
        per_image: False takes the whole batch for one image, with one value for all of it.
        weight: how much each class counts in the mean over them, shape (C,); 0 for class 0 leaves the background out.
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
        `binary_tversky_loss` with alpha and beta 1.

    Example:
        >>> import torch
        >>> binary_jaccard_loss(torch.zeros(1, 1, 2, 2), torch.ones(1, 1, 2, 2), smooth=1e-6)
        tensor(0.5000)

    Reference:
        Rahman, M. A. and Wang et al. (2016). Optimizing Intersection-Over-Union in Deep Neural Networks for Image
        Segmentation. doi:10.1007/978-3-319-50835-1_22
    """
    ways = overlap.Ways(index.tversky(1.0, 1.0, smooth), empty)
    found = positions.of_questions(logits, target, mask, per_image=per_image)
    return overlap.reduced(_BINARY_JACCARD, found, ways, weight, reduction, sample_weight, denominator)


@final
class BinaryJaccardLoss(LossModule):
    """The module of `binary_jaccard_loss`.

    Args:
        smooth: added to both sides of the ratio, above 0; an empty region that is predicted empty then costs nothing.
        empty: what a region without a true position costs: "ratio" the formula, "mean" the mean probability there,
            "skip" nothing.
        per_image: False takes the whole batch for one image, with one value for all of it.
        weight: how much each class counts in the mean over them, shape (C,); 0 for class 0 leaves the background out.
        reduction: "mean", "sum" or "none".

    Example:
        >>> BinaryJaccardLoss(smooth=0.1)
        BinaryJaccardLoss(smooth=0.1)
    """

    weight: Tensor | None

    def __init__(
        self,
        *,
        smooth: float = 1.0,
        empty: overlap.Empty = "ratio",
        per_image: bool = True,
        weight: Tensor | None = None,
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        self.smooth = smooth
        self.empty = empty
        self.per_image = per_image
        self.register_buffer("weight", weight)
        self.reduction = common.check_reduction(reduction)

    def forward(self, logits: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `binary_jaccard_loss`."""
        return binary_jaccard_loss(logits, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Probabilities of a yes, in the shape of `output`."""
        return torch.sigmoid(output)

    def decide(self, output: Tensor) -> Tensor:
        """Whether the answer is more likely yes than no, bool."""
        return output > 0
