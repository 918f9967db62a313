"""Which key belongs to the query?"""

from typing import Unpack, final

from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.embedding import _vectors as vectors


def info_nce_loss(
    queries: Tensor,
    keys: Tensor,
    *,
    temperature: float = 0.1,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Cross-entropy of finding, by cosine over a temperature, each query's own key among all keys of the batch.

    $\ell_i = -\ln \left(e^{s_{ii} / T} / \sum_j e^{s_{ij} / T}\right)$ with $s_{ij} = \cos(q_i, k_j)$

    Expects:
        `queries` and `keys` of equal shape (N, D), of any length; row i of both belongs together, and every other key
        of the batch is a negative.

    Args:
        queries: vectors that look, shape (N, D).
        keys: vectors that are looked for, shape (N, D).
        temperature: what the cosines are divided by; the smaller, the more the hardest negative counts.
        reduction: "mean", "sum" or "none".
        mask: bool, shape (N,); False leaves a row out of everything, its own loss and the comparisons of others,
            whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept querys.

    Returns:
        float32 (float64 where the input is): a scalar, or shape (N,) for "none". The mean is 0 where nothing is kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a value is out of range (looked at as `rightloss.checking`
        says), or an option is not one of those above.

    Equals:
        Cross-entropy on the matrix of cosines over T, with the row number as class.

    Example:
        >>> import torch
        >>> info_nce_loss(torch.eye(2), torch.eye(2), temperature=1.0)
        tensor(0.3133)

    Reference:
        van den Oord, A. et al. (2018). Representation Learning with Contrastive Predictive Coding. arXiv:1807.03748
    """
    vectors.check_temperature(temperature)
    x, y = vectors.pairs(("queries", queries), ("keys", keys), mask)
    scores = vectors.products(vectors.direction(x) / temperature, vectors.direction(y))
    values = vectors.surprise(scores, vectors.together(mask))
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


@final
class InfoNCELoss(LossModule):
    """The module of `info_nce_loss`.

    Args:
        temperature: what the cosines are divided by; the smaller, the more the hardest negative counts.
        reduction: "mean", "sum" or "none".

    Example:
        >>> InfoNCELoss(temperature=0.05)
        InfoNCELoss(temperature=0.05)
    """

    def __init__(self, *, temperature: float = 0.1, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.temperature = temperature
        self.reduction = common.check_reduction(reduction)

    def forward(self, queries: Tensor, keys: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `info_nce_loss`."""
        return info_nce_loss(queries, keys, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Unit vectors: the direction of each embedding, to be compared by dot products."""
        return vectors.direction(output)
