"""Conditional ordinal regression: a chain of yes/no questions about levels."""

from collections.abc import Sequence
from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _odds as odds
from rightloss.losses._factors import ReduceOptions
from rightloss.losses._fused import fused
from rightloss.losses._module import LossModule
from rightloss.losses.ordinal import _levels as levels


def corn_loss(
    logits: Tensor,
    target: Tensor,
    *,
    num_classes: int | None = None,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Binary cross-entropy of "is it above level k, given that it is above k - 1?", over the thresholds that apply.

    $\ell(x, y) = \frac{1}{K - 1} \sum_k 1[y \ge k] \, \mathrm{BCE}(x_k, 1[y > k])$

    Expects:
        `logits` of shape (*, K - 1), unbounded: the k-th is the log-odds of a level above k, given one of at least k.
        `target`: levels 0 to K - 1, int64, shape (*).

    Args:
        logits: one score per threshold between neighbouring levels, shape (*, K - 1), unbounded.
        target: levels 0 to K - 1, int64, shape (*).
        num_classes: the number of levels K; None takes it from the logits
        reduction: "mean", "sum" or "none".
        mask: bool, the target's shape; False leaves a target out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept targets.

    Returns:
        float32 (float64 where the input is): a scalar, or the target's shape for "none". The mean is 0 where nothing
        is kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a target is out of range (looked at on the CPU only), or an
        option is not one of those above.

    Equals:
        The mean over the questions of all thresholds; the paper divides by the number of questions that were asked in
        the batch, which depends on the other rows.

    Example:
        >>> import torch
        >>> corn_loss(torch.zeros(2, 3), torch.tensor([0, 3]), reduction="none")
        tensor([0.2310, 0.6931])

    Reference:
        Shi, X., Cao, W. and Raschka, S. (2021). Deep Neural Networks for Rank-Consistent Ordinal Regression Based on
        Conditional Probabilities. arXiv:2111.08851
    """
    levels.check_logits(logits, target, num_classes, mask)
    x = common.blank_last(common.full_precision(logits), mask)
    level = common.blank(target, mask)
    options: ReduceOptions = {"mask": mask, "sample_weight": sample_weight, "denominator": denominator}
    return _CORN(x, {"target": level}, reduction, options)


def _values(x: Tensor, level: Tensor) -> Tensor:
    steps = torch.arange(x.shape[-1], device=x.device)
    asked = level.unsqueeze(-1) >= steps
    above = level.unsqueeze(-1) > steps
    # softplus(x) - x would lose all digits where a confident answer is right.
    terms = -torch.nn.functional.logsigmoid(torch.where(above, 1.0, -1.0).to(x.dtype) * x)
    # The questions that were never asked (the level is below) cost nothing.
    return torch.where(asked, terms, torch.zeros_like(terms)).mean(-1)


def _with_slope(slope: Tensor, spare: Sequence[Tensor], x: Tensor, level: Tensor) -> Tensor:
    cost, sign, rest = spare
    above = level.to(x.dtype).unsqueeze(-1) - torch.arange(x.shape[-1], dtype=x.dtype)
    torch.gt(above, 0, out=sign).mul_(2).sub_(1)
    odds.cost_and_slope(torch.mul(x, sign, out=slope), cost, rest)
    share = above.ge_(0).mul_(1 / x.shape[-1])
    slope.mul_(sign.mul_(share).neg_())
    return cost.mul_(share)


_CORN = fused("corn", _values, _with_slope, dim=-1)


@final
class CORNLoss(LossModule):
    """The module of `corn_loss`.

    Args:
        num_classes: the number of levels K; None takes it from the logits
        reduction: "mean", "sum" or "none".

    Example:
        >>> CORNLoss(num_classes=4)
        CORNLoss(num_classes=4)
    """

    def __init__(self, *, num_classes: int | None = None, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.num_classes = num_classes
        self.reduction = common.check_reduction(reduction)

    def forward(self, logits: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `corn_loss`."""
        return corn_loss(logits, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Probabilities of the K levels, shape (*, K): products of the conditional probabilities."""
        above = torch.sigmoid(output).cumprod(-1)
        first = torch.ones_like(above[..., :1])
        return torch.cat([first, above], -1) - torch.cat([above, torch.zeros_like(first)], -1)

    def decide(self, output: Tensor) -> Tensor:
        """The predicted level, int64, shape (*): how many thresholds are passed with a probability above 1/2."""
        return (torch.sigmoid(output).cumprod(-1) > 0.5).sum(-1)
