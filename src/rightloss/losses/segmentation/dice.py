"""One minus the soft Dice overlap of predicted and true regions."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.multiclass import _classes as classes


def dice_loss(
    logits: Tensor,
    target: Tensor,
    *,
    smooth: float = 1.0,
    ignore_index: int = -100,
    class_dim: int | None = None,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""One minus the soft Dice coefficient, averaged over the classes of each image.

    $\ell = 1 - \frac{1}{C} \sum_c \frac{2 \sum p_c t_c + s}{\sum p_c + \sum t_c + s}$

    Expects:
        `logits`: raw scores, unbounded, shape (N, C, d1..dK). `target`: class indices, int64, shape (N, d1..dK).

    Args:
        logits: raw scores of C classes, shape (N, C) or (N, C, d1..dK).
        target: class indices 0 to C - 1, int64, the shape of `logits` without C.
        smooth: added to both sides of the ratio; an empty region that is predicted empty then costs nothing
        ignore_index: targets with this value are left out
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".
        mask: bool, the target's shape; False leaves a position out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept images.

    Returns:
        float32 (float64 where the input is): a scalar, or (N,) for "none". The mean is 0 where nothing is kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a target is out of range (looked at on the CPU only), or an
        option is not one of those above.

    Equals:
        One minus the Dice coefficient where the probabilities are 0 or 1 and smooth is small.

    Example:
        >>> import torch
        >>> dice_loss(torch.zeros(1, 2, 2, 2), torch.zeros(1, 2, 2, dtype=torch.long), smooth=1e-6)
        tensor(0.6667)

    Reference:
        Milletari, F., Navab, N. and Ahmadi, S.-A. (2016). V-Net. arXiv:1606.04797
    """
    scores, indices, kept = classes.prepared("logits", logits, target, class_dim, mask, ignore_index)
    values = dice_per_image(torch.softmax(scores, 1), indices, kept, smooth)
    # An image without a kept position counts as nothing.
    return common.reduce(
        values, reduction, mask=kept.flatten(1).any(1), sample_weight=sample_weight, denominator=denominator
    )


def dice_per_image(p: Tensor, indices: Tensor, kept: Tensor, smooth: float) -> Tensor:
    """One minus the Dice overlap of each image, the mean over its classes.

    Args:
        p: probabilities, shape (N, C, d1..dK).
        indices: true classes, int64, shape (N, d1..dK).
        kept: bool, shape (N, d1..dK).
        smooth: added to both sides of the ratio, above 0.

    Returns:
        Shape (N,).
    """
    if not smooth > 0:
        raise ValueError(f"got smooth={smooth!r}; it must be above 0, or an empty region divides by 0")
    if p.shape[1] < 2:
        raise ValueError(f"got {p.shape[1]} channel of scores; give one per class, with the background at least two")
    true = torch.nn.functional.one_hot(indices, p.shape[1]).movedim(-1, 1).to(p.dtype)
    weight = kept.unsqueeze(1).to(p.dtype)
    over = tuple(range(2, p.dim()))
    p = torch.where(kept.unsqueeze(1), p, torch.zeros_like(p))
    shared = (p * true * weight).sum(over)
    total = p.sum(over) + (true * weight).sum(over)
    return (1 - (2 * shared + smooth) / (total + smooth)).mean(1)


@final
class DiceLoss(LossModule):
    """The module of `dice_loss`.

    Args:
        smooth: added to both sides of the ratio; an empty region that is predicted empty then costs nothing
        ignore_index: targets with this value are left out
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".

    Example:
        >>> DiceLoss(smooth=0.1)
        DiceLoss(smooth=0.1)
    """

    def __init__(
        self,
        *,
        smooth: float = 1.0,
        ignore_index: int = -100,
        class_dim: int | None = None,
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        self.smooth = smooth
        self.ignore_index = ignore_index
        self.class_dim = class_dim
        self.reduction = common.check_reduction(reduction)

    def forward(self, logits: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `dice_loss`."""
        return dice_loss(logits, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Class probabilities, in the shape of `output`."""
        return torch.softmax(output, classes.class_dim(output, self.class_dim))

    def decide(self, output: Tensor) -> Tensor:
        """The most probable class, int64, the shape of `output` without C."""
        return output.argmax(classes.class_dim(output, self.class_dim))
