"""The Tversky loss of regions that may overlap each other."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.segmentation import _index as index
from rightloss.losses.segmentation import _overlap as overlap
from rightloss.losses.segmentation import _positions as positions

_BINARY_TVERSKY = overlap.over_questions("binary-tversky")


def binary_tversky_loss(
    logits: Tensor,
    target: Tensor,
    *,
    alpha: float = 0.5,
    beta: float = 0.5,
    smooth: float = 1.0,
    empty: overlap.Empty = "ratio",
    per_image: bool = True,
    weight: Tensor | None = None,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""One minus the soft Tversky index of each channel's sigmoid, averaged over the channels of each image.

    $\ell = 1 - \frac{1}{C} \sum_c \frac{TP_c + s}{TP_c + \alpha FP_c + \beta FN_c + s}$ with soft counts

    Expects:
        `logits`: raw scores, unbounded, shape (N, C, d1..dK). `target`: 0 or 1 (or a probability between),
        floating-point, the same shape.

    Args:
        logits: raw scores of C yes/no questions per position, shape (N, C, d1..dK); one question is C = 1.
        target: 0 or 1 (or a probability between), floating-point, the shape of `logits`.
        alpha: weight of the false positives, 0 or more.
        beta: weight of the false negatives, 0 or more.
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
        The binary Dice loss with twice the smooth at alpha = beta = 1/2; the binary Jaccard loss at alpha = beta = 1.

    Example:
        >>> import torch
        >>> binary_tversky_loss(torch.zeros(1, 1, 2, 2), torch.ones(1, 1, 2, 2), beta=1.0, smooth=1e-6)
        tensor(0.5000)

    Reference:
        Salehi, S. S. M., Erdogmus, D. and Gholipour, A. (2017). Tversky loss function for image segmentation using 3D
        fully convolutional deep networks. arXiv:1706.05721
    """
    ways = overlap.Ways(index.tversky(alpha, beta, smooth), empty)
    found = positions.of_questions(logits, target, mask, per_image=per_image)
    return overlap.reduced(_BINARY_TVERSKY, found, ways, weight, reduction, sample_weight, denominator)


@final
class BinaryTverskyLoss(LossModule):
    """The module of `binary_tversky_loss`.

    Args:
        alpha: weight of the false positives, 0 or more.
        beta: weight of the false negatives, 0 or more.
        smooth: added to both sides of the ratio, above 0; an empty region that is predicted empty then costs nothing.
        empty: what a region without a true position costs: "ratio" the formula, "mean" the mean probability there,
            "skip" nothing.
        per_image: False takes the whole batch for one image, with one value for all of it.
        weight: how much each class counts in the mean over them, shape (C,); 0 for class 0 leaves the background out.
        reduction: "mean", "sum" or "none".

    Example:
        >>> BinaryTverskyLoss(alpha=0.3, beta=0.7)
        BinaryTverskyLoss(alpha=0.3, beta=0.7)
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
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        self.alpha = alpha
        self.beta = beta
        self.smooth = smooth
        self.empty = empty
        self.per_image = per_image
        self.register_buffer("weight", weight)
        self.reduction = common.check_reduction(reduction)

    def forward(self, logits: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `binary_tversky_loss`."""
        return binary_tversky_loss(logits, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Probabilities of a yes, in the shape of `output`."""
        return torch.sigmoid(output)

    def decide(self, output: Tensor) -> Tensor:
        """Whether the answer is more likely yes than no, bool."""
        return output > 0
