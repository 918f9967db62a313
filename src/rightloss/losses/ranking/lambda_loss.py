"""Pairs weighed by what their order does to NDCG."""

import math
from collections.abc import Sequence
from typing import Literal, Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._factors import ReduceOptions
from rightloss.losses._fused import fused
from rightloss.losses._module import LossModule
from rightloss.losses.ranking import _lists as lists

Weighting = Literal["lambdarank", "ndcg-loss-2"]


def lambda_loss(
    scores: Tensor,
    target: Tensor,
    *,
    weighting: Weighting = "lambdarank",
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Logistic loss, in bits, of all pairs with different relevances, weighed by their part in NDCG.

    $\ell = \sum_{y_i > y_j} w_{ij} \log_2\left(1 + e^{-(x_i - x_j)}\right)$ with $w_{ij} = |G_i - G_j| \left|1/D_i -
    1/D_j\right|$, the gains $G_i = (2^{y_i} - 1) / \text{maxDCG}$ and the discounts $D_i = \log_2(1 + \text{rank}_i)$
    of the present order

    Expects:
        `scores` of shape (N, L), unbounded; `target` of the same shape: relevances of the items of one query per row.
        A list whose items are all equally relevant does not count. The memory is that of L x L pairs per list.

    Args:
        scores: one score per item of each list, shape (N, L), unbounded.
        target: relevance of each item, 0 or more, shape (N, L), floating-point.
        weighting: what a pair weighs: "lambdarank", the change of NDCG when the two are swapped, or "ndcg-loss-2",
            which has |1/D(r) - 1/D(r + 1)| in place of the discounts, where r is how many ranks lie between the two.
        reduction: "mean", "sum" or "none".
        mask: bool, shape (N, L); False leaves an item out (padding), whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept lists with a pair.

    Returns:
        float32 (float64 where the input is): a scalar, or (N,) for "none". The mean is over the lists with a pair,
        and 0 where there is none.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a relevance is negative (looked at as `rightloss.checking`
        says), or an option is not one of those above.

    Equals:
        RankNet's sum over pairs, over ln 2, where all weights are 1.

    Example:
        >>> import torch
        >>> lambda_loss(torch.tensor([[0.0, 2.0]]), torch.tensor([[1.0, 0.0]]))
        tensor(1.1325)

    Reference:
        Wang, X. et al. (2018). The LambdaLoss Framework for Ranking Metric Optimization. doi:10.1145/3269206.3271784
    """
    _check_weighting(weighting)
    x, y, kept = lists.prepared(scores, target, mask)
    options: ReduceOptions = {
        "mask": lists.has_pair(y, kept),
        "sample_weight": sample_weight,
        "denominator": denominator,
    }
    return _LAMBDA(x, {"target": y, "kept": kept}, reduction, options, weighting=weighting)


def _values(x: Tensor, target: Tensor, kept: Tensor, weighting: Weighting) -> Tensor:
    return lists.logistic(x, _weights(x.detach(), target, kept, weighting))


def _with_slope(
    slope: Tensor, spare: Sequence[Tensor], x: Tensor, target: Tensor, kept: Tensor, weighting: Weighting
) -> Tensor:
    return lists.by_parts(_part, slope, x, target, kept, weighting=weighting)


def _part(slope: Tensor, x: Tensor, target: Tensor, kept: Tensor, weighting: Weighting) -> Tensor:
    return lists.logistic_with_slope(slope, x, _weights(x, target, kept, weighting))


_LAMBDA = fused("lambda-loss", _values, _with_slope, dim=-1)


def _weights(x: Tensor, y: Tensor, kept: Tensor, weighting: Weighting) -> Tensor:
    """What each pair weighs, so that natural logarithms give bits: (N, L) gives (L, L, N)."""
    gains = lists.differences(_gains(y, kept) / math.log(2)).clamp_min(0)  # a gain grows with the relevance
    return lists.keep(gains * _discounts(_ranks(x, kept), weighting), kept.mT, 0.0)


def _ranks(x: Tensor, kept: Tensor) -> Tensor:
    """The place of each item when sorted by score, 0 for the best; equal scores in the order of the list."""
    order = lists.keep(x, kept, -torch.inf).argsort(dim=-1, descending=True, stable=True)
    places = torch.arange(x.shape[-1], device=x.device, dtype=x.dtype).expand(x.shape)
    return torch.empty_like(x).scatter(-1, order, places)


def _gains(y: Tensor, kept: Tensor) -> Tensor:
    """(2^y - 1) / maxDCG; both are divided by 2^max first, so that no relevance is too large."""
    top = y.amax(-1, keepdim=True) if y.shape[-1] else y
    gains = lists.keep(torch.exp2(y - top) - torch.exp2(-top), kept, 0.0)
    places = torch.arange(y.shape[-1], device=y.device, dtype=y.dtype)
    best = (gains.sort(-1, descending=True).values / torch.log2(places + 2)).sum(-1, keepdim=True)
    return gains / torch.where(best == 0, 1.0, best)


def _discounts(rank: Tensor, weighting: Weighting) -> Tensor:
    """The part of the discounts in each pair's weight, (L, L, N)."""
    if weighting == "lambdarank":
        return lists.differences(1 / torch.log2(rank + 2)).abs()
    apart = lists.differences(rank).abs().clamp_min(1)
    return 1 / torch.log2(apart + 1) - 1 / torch.log2(apart + 2)


def _check_weighting(weighting: Weighting) -> None:
    if weighting not in ("lambdarank", "ndcg-loss-2"):
        raise ValueError(f'got weighting={weighting!r}; it must be "lambdarank" or "ndcg-loss-2"')


@final
class LambdaLoss(LossModule):
    """The module of `lambda_loss`.

    Args:
        weighting: what a pair weighs: "lambdarank", the change of NDCG when the two are swapped, or "ndcg-loss-2",
            which has |1/D(r) - 1/D(r + 1)| in place of the discounts, where r is how many ranks lie between the two.
        reduction: "mean", "sum" or "none".

    Example:
        >>> LambdaLoss(weighting="ndcg-loss-2")
        LambdaLoss(weighting='ndcg-loss-2')
    """

    def __init__(self, *, weighting: Weighting = "lambdarank", reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.weighting = weighting
        self.reduction = common.check_reduction(reduction)
        _check_weighting(weighting)

    def forward(self, scores: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `lambda_loss`."""
        return lambda_loss(scores, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Scores for sorting: the output itself."""
        return output

    def decide(self, output: Tensor) -> Tensor:
        """Items from best to worst, int64, shape (N, L)."""
        return output.argsort(-1, descending=True)
