"""The likelihood of survival times in intervals."""

from collections.abc import Sequence
from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _odds as odds
from rightloss.losses._factors import ReduceOptions
from rightloss.losses._fused import fused
from rightloss.losses._module import LossModule


def discrete_time_hazard_nll(
    logits: Tensor,
    target: Tensor,
    *,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Minus the log-probability of surviving all intervals before the last, and of what happened in the last.

    $\ell = \sum_{t < k} \mathrm{BCE}(x_t, 0) + \mathrm{BCE}(x_k, \delta)$

    Expects:
        `logits` of shape (N, T), unbounded; `target`, int64, of shape (N, 2): interval and event.

    Args:
        logits: logits of the hazard in each interval of time, shape (N, T), unbounded.
        target: int64, shape (N, 2): the interval 0 to T - 1 of the time, and 1 where the event was seen or 0 where
            the row is censored.
        reduction: "mean", "sum" or "none".
        mask: bool, shape (N,); False leaves a row out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept rows.

    Returns:
        float32 (float64 where the input is): a scalar, or (N,) for "none". The mean is 0 where nothing is kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a target is out of range (looked at on the CPU only), or an
        option is not one of those above.

    Equals:
        The sum of binary cross-entropies of the intervals that were lived through.

    Example:
        >>> import torch
        >>> discrete_time_hazard_nll(torch.zeros(1, 3), torch.tensor([[1, 1]]))
        tensor(1.3863)

    Reference:
        Kvamme, H. and Borgan, O. (2021). Continuous and Discrete-Time Survival Prediction with Neural Networks.
        arXiv:1910.06724
    """
    common.check_floating("logits", logits)
    if logits.dim() != 2 or target.shape != (logits.shape[0], 2):
        raise ValueError(
            f"got logits of shape {tuple(logits.shape)} and target of shape {tuple(target.shape)}; "
            "they must be (N, T) and (N, 2): interval and event"
        )
    interval = target[:, 0]
    _check_interval(interval, logits.shape[1], mask)
    x = common.blank_last(common.full_precision(logits), mask)
    options: ReduceOptions = {"mask": mask, "sample_weight": sample_weight, "denominator": denominator}
    return _HAZARD(x, {"target": target}, reduction, options)


def _values(x: Tensor, target: Tensor) -> Tensor:
    interval, event = target[:, :1], target[:, 1:]
    steps = torch.arange(x.shape[1], device=x.device)
    hit = (steps == interval) & (event > 0)
    # softplus(x) - x would lose all digits where a confident answer is right.
    terms = -torch.nn.functional.logsigmoid(torch.where(hit, x, -x))
    return torch.where(steps <= interval, terms, torch.zeros_like(terms)).sum(-1)


def _with_slope(slope: Tensor, spare: Sequence[Tensor], x: Tensor, target: Tensor) -> Tensor:
    cost, sign, seen = spare
    interval, event = target[:, :1].to(x.dtype), target[:, 1:] > 0
    steps = torch.arange(x.shape[1], dtype=x.dtype)
    torch.eq(torch.where(event, interval, -1), steps, out=sign).mul_(2).sub_(1)
    odds.cost_and_slope(torch.mul(x, sign, out=slope), cost, seen)
    torch.ge(interval, steps, out=seen)
    slope.mul_(sign.mul_(seen).neg_())
    return cost.mul_(seen)


_HAZARD = fused("discrete-time-hazard-nll", _values, _with_slope, dim=-1)


def _check_interval(interval: Tensor, intervals: int, mask: Tensor | None) -> None:
    if not common.values_are_at_hand(interval):
        return
    wrong = (interval < 0) | (interval >= intervals)
    wrong = common.blank(wrong, mask)
    if bool(wrong.any()):
        raise ValueError(
            f"got target with the interval {interval[wrong][0].item():g}; with T = {intervals} it must be 0 to "
            f"{intervals - 1}"
        )


@final
class DiscreteTimeHazardNLLLoss(LossModule):
    """The module of `discrete_time_hazard_nll`.

    Args:
        reduction: "mean", "sum" or "none".

    Example:
        >>> DiscreteTimeHazardNLLLoss()
        DiscreteTimeHazardNLLLoss()
    """

    def __init__(self, *, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.reduction = common.check_reduction(reduction)

    def forward(self, logits: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `discrete_time_hazard_nll`."""
        return discrete_time_hazard_nll(logits, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Survival probabilities after each interval, shape (N, T)."""
        return torch.sigmoid(-output).cumprod(-1)
