"""The square of the log-normaliser: a term that keeps logits small."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.multiclass import _classes as classes


def z_loss(
    logits: Tensor,
    *,
    class_dim: int | None = None,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""The square of the logarithm of the softmax's normaliser; added to cross-entropy, it keeps logits from drifting.

    $\ell(x) = \left( \ln \sum_c e^{x_c} \right)^2$

    Expects:
        `logits`: raw scores, unbounded, shape (N, C, d1..dK). There is no target.

    Args:
        logits: raw scores of C classes, shape (N, C) or (N, C, d1..dK).
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".
        mask: bool, the shape of `logits` without C; False leaves a place out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept positions.

    Returns:
        float32 (float64 where the input is): a scalar, or the shape of `logits` without C for "none". The mean is 0
        where nothing is kept.

    Raises:
        ValueError: a shape does not fit, a dtype is wrong, or an option is not one of those above.

    Equals:
        0 where the logits are already log-probabilities. The gradient is 2 ln Z times the softmax.

    Example:
        >>> import torch
        >>> z_loss(torch.zeros(1, 2))
        tensor(0.4805)
        >>> logits, target = torch.zeros(1, 2), torch.tensor([0])
        >>> torch.nn.functional.cross_entropy(logits, target) + 1e-4 * z_loss(logits)
        tensor(0.6932)

    Reference:
        Chowdhery, A. et al. (2022). PaLM: Scaling Language Modeling with Pathways. arXiv:2204.02311
    """
    common.check_floating("logits", logits)
    dim = classes.class_dim(logits, class_dim)
    scores = common.full_precision(logits)
    if mask is not None:
        common.blank(scores.select(dim, 0), mask)  # checks the mask; one flag stands for all classes
        scores = torch.where(mask.unsqueeze(dim), scores, 0.0)
    classes.check_raw("logits", scores.movedim(dim, classes.class_dim(scores)), mask)
    values = scores.logsumexp(dim).square()
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


@final
class ZLoss(LossModule):
    """The module of `z_loss`.

    Args:
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".

    Example:
        >>> ZLoss(class_dim=-1)
        ZLoss(class_dim=-1)
    """

    def __init__(
        self,
        *,
        class_dim: int | None = None,
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        self.class_dim = class_dim
        self.reduction = common.check_reduction(reduction)

    def forward(self, logits: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `z_loss`."""
        return z_loss(logits, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Class probabilities, in the shape of `output`."""
        return torch.softmax(output, classes.class_dim(output, self.class_dim))

    def decide(self, output: Tensor) -> Tensor:
        """The most probable class, int64, the shape of `output` without C."""
        return output.argmax(classes.class_dim(output, self.class_dim))
