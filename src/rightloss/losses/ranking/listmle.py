"""The likelihood of the right order of a list."""

from collections.abc import Sequence
from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._factors import ReduceOptions
from rightloss.losses._fused import fused
from rightloss.losses._module import LossModule
from rightloss.losses.ranking import _lists as lists

# Odds beside the greatest, below which a sum of shares is not trusted.
_LEAST = 1e-30


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
    options: ReduceOptions = {
        "mask": lists.has_item(kept, mask),
        "sample_weight": sample_weight,
        "denominator": denominator,
    }
    return _LISTMLE(x, {"target": y, "kept": kept}, reduction, options)


def _values(x: Tensor, target: Tensor, kept: Tensor) -> Tensor:
    levels, order, kept = _upwards(target, kept)
    scores = x.gather(-1, order)
    against = torch.logcumsumexp(scores, -1).gather(-1, _last(levels))
    return lists.keep(against - scores, kept, 0.0).sum(-1)


def _with_slope(slope: Tensor, spare: Sequence[Tensor], x: Tensor, target: Tensor, kept: Tensor) -> Tensor:
    levels, order, kept = _upwards(target, kept)
    scores = x.gather(-1, order)
    # What is lost beside the greatest becomes 0, its cost infinite, and the mathematics takes over.
    odds = torch.threshold_(scores.sub_(scores.amax(-1, keepdim=True)).exp_(), _LEAST, 0.0)
    against = odds.cumsum(-1).gather(-1, _last(levels))
    # An item stands against all from the first of its level on.
    shares = lists.keep(against.reciprocal(), kept, 0.0).flip(-1).cumsum(-1).flip(-1)
    shares = shares.gather(-1, torch.searchsorted(levels, levels)).mul_(odds)
    slope.scatter_(-1, order, lists.keep(shares.sub_(1), kept, 0.0))
    return lists.keep(against.div_(odds).log_(), kept, 0.0)


_LISTMLE = fused("listmle", _values, _with_slope, dim=-1)


def _upwards(target: Tensor, kept: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Relevances from the least upwards, their order, and which are kept; what is left out comes last."""
    levels, order = lists.keep(target, kept, torch.inf).sort(-1)
    return levels.contiguous(), order, kept if common.is_all(kept) else kept.gather(-1, order)


def _last(levels: Tensor) -> Tensor:
    """Where the last item of each item's level is."""
    return torch.searchsorted(levels, levels, right=True).sub_(1)


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
