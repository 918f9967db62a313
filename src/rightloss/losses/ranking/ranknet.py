"""Which of two items is the better one?"""

from collections.abc import Sequence
from typing import Unpack, final

from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._factors import ReduceOptions
from rightloss.losses._fused import fused
from rightloss.losses._module import LossModule
from rightloss.losses.ranking import _lists as lists


def ranknet_loss(
    scores: Tensor,
    target: Tensor,
    *,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Logistic loss of the score difference, the mean over all pairs of a list with different relevances.

    $\ell = \frac{1}{|P|} \sum_{(i, j) \in P} \ln\left(1 + e^{-(x_i - x_j)}\right)$ with $P = \{(i, j): y_i > y_j\}$

    Expects:
        `scores` of shape (N, L), unbounded; `target` of the same shape: relevances of the items of one query per row.
        Items of equal relevance make no pair, and a list without a pair does not count. The memory is that of L x L
        pairs per list.

    Args:
        scores: one score per item of each list, shape (N, L), unbounded.
        target: relevance of each item, 0 or more, shape (N, L), floating-point.
        reduction: "mean", "sum" or "none".
        mask: bool, shape (N, L); False leaves an item out (padding), whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept lists with a pair.

    Returns:
        float32 (float64 where the input is): a scalar, or (N,) for "none". The mean is over the lists with a pair,
        and 0 where there is none.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a value is out of range (looked at as `rightloss.checking`
        says), or an option is not one of those above.

    Equals:
        Binary cross-entropy with logits on the differences, with the target 1.

    Example:
        >>> import torch
        >>> ranknet_loss(torch.tensor([[2.0, 0.0]]), torch.tensor([[1.0, 0.0]]))
        tensor(0.1269)

    Reference:
        Burges, C. et al. (2005). Learning to Rank Using Gradient Descent. doi:10.1145/1102351.1102363
    """
    x, y, kept = lists.prepared(scores, target, mask)
    options: ReduceOptions = {
        "mask": lists.has_pair(y, kept),
        "sample_weight": sample_weight,
        "denominator": denominator,
    }
    return _RANKNET(x, {"target": y, "kept": kept}, reduction, options)


def _values(x: Tensor, target: Tensor, kept: Tensor) -> Tensor:
    better = lists.better(target, kept)
    return lists.logistic(x, better) / better.sum((0, 1)).clamp_min(1)


def _with_slope(slope: Tensor, spare: Sequence[Tensor], x: Tensor, target: Tensor, kept: Tensor) -> Tensor:
    return lists.by_parts(_part, slope, x, target, kept)


def _part(slope: Tensor, x: Tensor, target: Tensor, kept: Tensor) -> Tensor:
    better = lists.better(target, kept)
    count = better.sum((0, 1)).clamp_min_(1)
    values = lists.logistic_with_slope(slope, x, better).div_(count)
    slope.div_(count.unsqueeze(-1))
    return values


_RANKNET = fused("ranknet", _values, _with_slope, dim=-1)


@final
class RankNetLoss(LossModule):
    """The module of `ranknet_loss`.

    Args:
        reduction: "mean", "sum" or "none".

    Example:
        >>> RankNetLoss()
        RankNetLoss()
    """

    def __init__(self, *, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.reduction = common.check_reduction(reduction)

    def forward(self, scores: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `ranknet_loss`."""
        return ranknet_loss(scores, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Scores for sorting: the output itself."""
        return output

    def decide(self, output: Tensor) -> Tensor:
        """Items from best to worst, int64, shape (N, L)."""
        return output.argsort(-1, descending=True)
