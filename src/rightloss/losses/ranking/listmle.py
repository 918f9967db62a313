"""The likelihood of the right order of a list."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.ranking import _lists as lists


def listmle_loss(
    scores: Tensor,
    target: Tensor,
    *,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Minus the logarithm of the Plackett-Luce probability of the order that the relevances give.

    $\ell = \sum_i \left(\ln \sum_{j: y_j \le y_i} e^{x_j} - x_i\right)$

    Expects:
        `scores` of shape (N, L), unbounded; `target` of the same shape: relevances of the items of one query per row.
        Items of equal relevance are drawn as if each were the first of them (as Breslow does with ties of times), so
        their order in the list has no effect.

    Args:
        scores: one score per item of each list, shape (N, L), unbounded.
        target: relevance of each item, 0 or more, shape (N, L), floating-point.
        reduction: "mean", "sum" or "none".
        mask: bool, shape (N, L); False leaves an item out (padding), whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept lists.

    Returns:
        float32 (float64 where the input is): a scalar, or (N,) for "none". The mean is over the lists, and 0 where
        there is none.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a value is out of range (looked at as `rightloss.checking`
        says), or an option is not one of those above.

    Equals:
        The Cox partial likelihood of items that all have an event, the best one first; with two items, RankNet.

    Example:
        >>> import torch
        >>> listmle_loss(torch.zeros(1, 3), torch.tensor([[2.0, 1.0, 0.0]]))  # ln 3 + ln 2
        tensor(1.7918)

    Reference:
        Xia, F. et al. (2008). Listwise Approach to Learning to Rank: Theory and Algorithm.
        doi:10.1145/1390156.1390306
    """
    x, y, kept = lists.prepared(scores, target, mask)
    # From the least relevant upwards; what is left out comes last, where no sum reaches it.
    level, order = lists.keep(y, kept, torch.inf).sort(-1)
    log_sum = torch.logcumsumexp(x.gather(-1, order), -1)
    last = torch.searchsorted(level.contiguous(), lists.keep(y, kept, 0.0).contiguous(), right=True).sub(1).clamp_min(0)
    values = lists.keep(log_sum.gather(-1, last) - x, kept, 0.0).sum(-1)
    return common.reduce(values, reduction, mask=kept.any(-1), sample_weight=sample_weight, denominator=denominator)


@final
class ListMLELoss(LossModule):
    """The module of `listmle_loss`.

    Args:
        reduction: "mean", "sum" or "none".

    Example:
        >>> ListMLELoss()
        ListMLELoss()
    """

    def __init__(self, *, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.reduction = common.check_reduction(reduction)

    def forward(self, scores: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `listmle_loss`."""
        return listmle_loss(scores, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Scores for sorting: the output itself."""
        return output

    def decide(self, output: Tensor) -> Tensor:
        """Items from best to worst, int64, shape (N, L)."""
        return output.argsort(-1, descending=True)
