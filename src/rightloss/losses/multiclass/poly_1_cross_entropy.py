"""Cross-entropy with its first polynomial term changed."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _narrow as narrow
from rightloss.losses._module import LossModule
from rightloss.losses.multiclass import _classes as classes


def poly_1_cross_entropy(
    logits: Tensor,
    target: Tensor,
    *,
    epsilon: float = 2.0,
    label_smoothing: float = 0.0,
    ignore_index: int = -100,
    class_dim: int | None = None,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Cross-entropy plus epsilon times the probability that is missing from the true class.

    $\ell(x, y) = -\ln p_y + \epsilon (1 - p_y)$ with $p = \mathrm{softmax}(x)$

    Expects:
        `logits`: raw scores, unbounded, shape (N, C, d1..dK). `target`: class indices, int64, shape (N, d1..dK).

    Args:
        logits: raw scores of C classes, shape (N, C) or (N, C, d1..dK).
        target: class indices 0 to C - 1, int64, the shape of `logits` without C.
        epsilon: what is added to the first coefficient of the expansion in 1 - p, at least -1; 0 is cross-entropy.
        label_smoothing: share of the target, 0 to 1, that is spread evenly over all classes, in both terms.
        ignore_index: targets with this value are left out.
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".
        mask: bool, the target's shape; False leaves a place out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept targets.

    Returns:
        float32 (float64 where the input is): a scalar, or the target's shape for "none". The mean is 0 where nothing is
        kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a target is out of range (looked at on the CPU only), or an
        option is not one of those above.

    Equals:
        `cross_entropy` at epsilon 0, with the same label smoothing.

    Example:
        >>> import torch
        >>> poly_1_cross_entropy(torch.zeros(1, 2), torch.tensor([0]))
        tensor(1.6931)

    Reference:
        Leng, Z. et al. (2022). PolyLoss: A Polynomial Expansion Perspective of Classification Loss Functions.
        arXiv:2204.12511
    """
    common.check_share("label_smoothing", label_smoothing)
    if not epsilon >= -1:
        raise ValueError(f"got epsilon={epsilon!r}; it must be at least -1, or confident answers are punished")
    scores, indices, kept = classes.prepared("logits", logits, target, class_dim, mask, ignore_index)
    dim = classes.class_dim(scores)
    log_p = narrow.log_softmax(scores, dim)
    hit = classes.pick(log_p, indices)
    # 1 - p for the true class, without the cancellation near p = 1.
    cost, missing = -hit, -torch.expm1(hit)
    if label_smoothing:
        even = label_smoothing / scores.shape[dim]
        cost = (1 - label_smoothing) * cost - even * log_p.sum(dim)
        missing = (1 - label_smoothing) * missing + label_smoothing - even
    values = cost + epsilon * missing
    return common.reduce(values, reduction, mask=kept, sample_weight=sample_weight, denominator=denominator)


@final
class Poly1CrossEntropyLoss(LossModule):
    """The module of `poly_1_cross_entropy`.

    Args:
        epsilon: what is added to the first coefficient of the expansion in 1 - p, at least -1; 0 is cross-entropy.
        label_smoothing: share of the target, 0 to 1, that is spread evenly over all classes, in both terms.
        ignore_index: targets with this value are left out.
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".

    Example:
        >>> Poly1CrossEntropyLoss(epsilon=1.0)
        Poly1CrossEntropyLoss(epsilon=1.0)
    """

    def __init__(
        self,
        *,
        epsilon: float = 2.0,
        label_smoothing: float = 0.0,
        ignore_index: int = -100,
        class_dim: int | None = None,
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        self.epsilon = epsilon
        self.label_smoothing = label_smoothing
        self.ignore_index = ignore_index
        self.class_dim = class_dim
        self.reduction = common.check_reduction(reduction)

    def forward(self, logits: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `poly_1_cross_entropy`."""
        return poly_1_cross_entropy(logits, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Class probabilities, in the shape of `output`."""
        return torch.softmax(output, classes.class_dim(output, self.class_dim))

    def decide(self, output: Tensor) -> Tensor:
        """The most probable class, int64, the shape of `output` without C."""
        return output.argmax(classes.class_dim(output, self.class_dim))
