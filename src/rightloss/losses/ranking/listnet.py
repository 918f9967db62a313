"""Softmax cross-entropy over the items of a list."""

from typing import Unpack, final

from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _narrow as narrow
from rightloss.losses._module import LossModule
from rightloss.losses.ranking import _lists as lists


def listnet_loss(
    scores: Tensor,
    target: Tensor,
    *,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Cross-entropy between the softmax of the relevances and the softmax of the scores of one list.

    $\ell = -\sum_i \mathrm{softmax}(y)_i \ln \mathrm{softmax}(x)_i$

    Expects:
        `scores` of shape (N, L), unbounded; `target` of the same shape: relevances of the items of one query per row.

    Args:
        scores: one score per item of each list, shape (N, L), unbounded.
        target: relevance of each item, 0 or more, shape (N, L), floating-point.
        reduction: "mean", "sum" or "none".
        mask: bool, shape (N, L); False leaves an item out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept lists.

    Returns:
        float32 (float64 where the input is): a scalar, or (N,) for "none". The mean is 0 where nothing is kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a target is out of range (looked at on the CPU only), or an
        option is not one of those above.

    Equals:
        Cross-entropy with softmax(target) as class probabilities.

    Example:
        >>> import torch
        >>> listnet_loss(torch.zeros(1, 2), torch.tensor([[1.0, 0.0]]))
        tensor(0.6931)

    Reference:
        Cao, Z. et al. (2007). Learning to Rank: From Pairwise Approach to Listwise Approach.
        doi:10.1145/1273496.1273513
    """
    x, y, kept = lists.prepared(scores, target, mask)
    # Items that are left out get no probability; a list without any item counts as nothing.
    x, y = lists.keep(x, kept, -1e30), lists.keep(y, kept, -1e30)
    values = -(narrow.softmax(y, -1) * narrow.log_softmax(x, -1)).sum(-1)
    counted = lists.has_item(kept, mask)
    return common.reduce(values, reduction, mask=counted, sample_weight=sample_weight, denominator=denominator)


@final
class ListNetLoss(LossModule):
    """The module of `listnet_loss`.

    Args:
        reduction: "mean", "sum" or "none".

    Example:
        >>> ListNetLoss()
        ListNetLoss()
    """

    def __init__(self, *, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.reduction = common.check_reduction(reduction)

    def forward(self, scores: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `listnet_loss`."""
        return listnet_loss(scores, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Scores for sorting: the output itself."""
        return output

    def decide(self, output: Tensor) -> Tensor:
        """Items from best to worst, int64, shape (N, L)."""
        return output.argsort(-1, descending=True)
