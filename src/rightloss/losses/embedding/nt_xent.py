"""Two views of each example, against all others of the batch."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.embedding import _vectors as vectors


def nt_xent_loss(
    first: Tensor,
    second: Tensor,
    *,
    temperature: float = 0.1,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Cross-entropy of finding each view's partner among the 2N - 1 other views; the mean of both directions.

    $\ell_{ij} = -\ln \left(e^{s_{ij} / T} / \sum_{k \ne i} e^{s_{ik} / T}\right)$ with $s_{ij} = \cos(z_i, z_j)$,
    over the 2N views

    Expects:
        `first` and `second` of equal shape (N, D), of any length: two views of each example. The memory is that of
        the 2N x 2N similarities.

    Args:
        first: one view of each example, shape (N, D).
        second: the other view, shape (N, D).
        temperature: what the cosines are divided by; the smaller, the more the hardest negative counts.
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
        Cross-entropy on the matrix of all cosines over T without its diagonal, with the place of the partner as
        class.

    Example:
        >>> import torch
        >>> nt_xent_loss(torch.eye(2), torch.eye(2), temperature=1.0)
        tensor(0.5514)

    Reference:
        Chen, T. et al. (2020). A Simple Framework for Contrastive Learning of Visual Representations.
        arXiv:2002.05709
    """
    vectors.check_temperature(temperature)
    x, y = vectors.pairs(("first", first), ("second", second), mask)
    x, y = vectors.direction(x), vectors.direction(y)
    across, left, right = (vectors.products(one / temperature, other) for one, other in ((x, y), (x, x), (y, y)))
    both, others = vectors.together(mask), vectors.others(mask, x)
    # From each side: the partner and the other views over there, and the other views over here.
    forth = torch.logaddexp(vectors.log_sum(across, both), vectors.log_sum(left, others))
    back = torch.logaddexp(vectors.log_sum(across.mT, both), vectors.log_sum(right, others))
    values = (forth + back) / 2 - across.diagonal()
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


@final
class NTXentLoss(LossModule):
    """The module of `nt_xent_loss`.

    Args:
        temperature: what the cosines are divided by; the smaller, the more the hardest negative counts.
        reduction: "mean", "sum" or "none".

    Example:
        >>> NTXentLoss(temperature=0.5)
        NTXentLoss(temperature=0.5)
    """

    def __init__(self, *, temperature: float = 0.1, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.temperature = temperature
        self.reduction = common.check_reduction(reduction)

    def forward(self, first: Tensor, second: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `nt_xent_loss`."""
        return nt_xent_loss(first, second, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Unit vectors: the direction of each embedding, to be compared by dot products."""
        return vectors.direction(output)
