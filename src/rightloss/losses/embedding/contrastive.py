"""Near or far: pairs of vectors."""

from typing import Unpack, final

from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.embedding import _vectors as vectors


def contrastive_loss(
    first: Tensor,
    second: Tensor,
    target: Tensor,
    *,
    margin: float = 1.0,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Half the squared distance of pairs that belong together, half the square of what others lack to a margin.

    $\ell(a, b, y) = \frac{1}{2} y d^2 + \frac{1}{2} (1 - y) \max(0, m - d)^2$ with $d = \lVert a - b \rVert$

    Expects:
        `first` and `second`: vectors of equal shape (N, D), not normalised. `target`: 1 where a pair belongs
        together, 0 where it does not, floating-point, shape (N,).

    Args:
        first: one vector of each pair, shape (N, D).
        second: the other vector of each pair, shape (N, D).
        target: 1 for similar pairs, 0 for dissimilar ones, floating-point, shape (N,). (The paper codes them the
            other way round.)
        margin: distance from which a dissimilar pair costs nothing.
        reduction: "mean", "sum" or "none".
        mask: bool, shape (N,); False leaves a row out of everything, its own loss and the comparisons of others,
            whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept pairs.

    Returns:
        float32 (float64 where the input is): a scalar, or shape (N,) for "none". The mean is 0 where nothing is kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a value is out of range (looked at as `rightloss.checking`
        says), or an option is not one of those above.

    Equals:
        Half the squared distance where all pairs are similar.

    Example:
        >>> import torch
        >>> contrastive_loss(torch.zeros(1, 2), torch.tensor([[0.6, 0.0]]), torch.tensor([0.0]))
        tensor(0.0800)

    Reference:
        Hadsell, R. et al. (2006). Dimensionality Reduction by Learning an Invariant Mapping.
        doi:10.1109/CVPR.2006.100
    """
    x, y = vectors.pairs(("first", first), ("second", second), mask)
    distance = vectors.length(x - y)
    common.check_floating("target", target)
    common.check_same_shape("a distance per pair,", distance, target)
    similar = common.blank(common.full_precision(target), mask)
    common.check_unit_interval("target", similar)
    lacking = (margin - distance).clamp_min(0)
    values = (similar * distance.square() + (1 - similar) * lacking.square()) / 2
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


@final
class ContrastiveLoss(LossModule):
    """The module of `contrastive_loss`.

    Args:
        margin: distance from which a dissimilar pair costs nothing.
        reduction: "mean", "sum" or "none".

    Example:
        >>> ContrastiveLoss(margin=0.5)
        ContrastiveLoss(margin=0.5)
    """

    def __init__(self, *, margin: float = 1.0, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.margin = margin
        self.reduction = common.check_reduction(reduction)

    def forward(self, first: Tensor, second: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `contrastive_loss`."""
        return contrastive_loss(first, second, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The embeddings themselves."""
        return output
