"""Ordinal regression by one yes/no question per threshold, all with the same weights."""

import math
from collections.abc import Sequence
from typing import Unpack, final

import torch
from torch import Tensor, nn
from torch.nn.functional import logsigmoid

from rightloss.losses import _common as common
from rightloss.losses import _odds as odds
from rightloss.losses._factors import ReduceOptions
from rightloss.losses._fused import fused
from rightloss.losses._module import LossModule
from rightloss.losses.activations.threshold_sigmoid import threshold_sigmoid
from rightloss.losses.ordinal import _levels as levels


def coral_loss(
    logits: Tensor,
    target: Tensor,
    *,
    num_classes: int | None = None,
    threshold_weight: Tensor | None = None,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Binary cross-entropy of "is it above level k?", summed over the thresholds.

    $\ell(x, y) = \sum_k w_k \, \mathrm{BCE}(x_k, 1[y > k])$

    Expects:
        `logits` of shape (*, K - 1), unbounded: the k-th is the log-odds of a level above k. `target`: levels 0 to K -
        1, int64, shape (*).

    Args:
        logits: one score per threshold between neighbouring levels, shape (*, K - 1), unbounded; see `CORALHead`.
        target: levels 0 to K - 1, int64, shape (*).
        num_classes: the number of levels K; None takes it from the logits.
        threshold_weight: how much each threshold counts, shape (K - 1,).
        reduction: "mean", "sum" or "none".
        mask: bool, the target's shape; False leaves a place out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept targets.

    Returns:
        float32 (float64 where the input is): a scalar, or the target's shape for "none". The mean is 0 where nothing is
        kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a target is out of range (looked at on the CPU only), or an
        option is not one of those above.

    Equals:
        `binary_cross_entropy_with_logits` with two levels.

    Example:
        >>> import torch
        >>> coral_loss(torch.zeros(2, 3), torch.tensor([0, 3]), reduction="none")
        tensor([2.0794, 2.0794])

    Reference:
        Cao, W., Mirjalili, V. and Raschka, S. (2020). Rank consistent ordinal regression for neural networks with
        application to age estimation. doi:10.1016/j.patrec.2020.11.008
    """
    levels.check_logits(logits, target, num_classes, mask)
    if threshold_weight is not None and threshold_weight.shape != logits.shape[-1:]:
        raise ValueError(
            f"got threshold_weight of shape {tuple(threshold_weight.shape)}; it must be one per threshold, "
            f"shape {tuple(logits.shape[-1:])}"
        )
    x = common.blank_last(common.full_precision(logits), mask)
    level = common.blank(target, mask)
    options: ReduceOptions = {"mask": mask, "sample_weight": sample_weight, "denominator": denominator}
    return _CORAL(x, {"target": level}, reduction, options, threshold_weight=threshold_weight)


def _values(x: Tensor, level: Tensor, threshold_weight: Tensor | None) -> Tensor:
    above = level.unsqueeze(-1) > torch.arange(x.shape[-1], device=x.device)
    terms = -logsigmoid(torch.where(above, x, -x))
    return (terms if threshold_weight is None else terms * threshold_weight.to(x.dtype)).sum(-1)


def _with_slope(
    slope: Tensor, spare: Sequence[Tensor], x: Tensor, level: Tensor, threshold_weight: Tensor | None
) -> Tensor:
    cost, sign, rest = spare
    steps = torch.arange(x.shape[-1], dtype=x.dtype)
    torch.gt(level.to(x.dtype).unsqueeze(-1), steps, out=sign).mul_(2).sub_(1)
    odds.cost_and_slope(torch.mul(x, sign, out=slope), cost, rest)
    if threshold_weight is not None:
        weight = threshold_weight.to(x.dtype)
        cost.mul_(weight)
        sign.mul_(weight)
    slope.mul_(sign.neg_())
    return cost


_CORAL = fused("coral", _values, _with_slope, dim=-1)


@final
class CORALHead(nn.Module):
    """The last layer that CORAL is made for: one weight vector for all thresholds, and a bias for each.

    Shared weights make the questions parallel: with the biases that the loss is least for, the probabilities of
    exceeding a level never rise with the level. It starts with equally probable levels where the features are 0.

    Args:
        in_features: size of the features, the last dimension of the input.
        num_classes: the number of levels K, at least 2.
        device: where the parameters are.
        dtype: the floating-point type of the parameters.

    Raises:
        ValueError: there are fewer than two levels.

    Example:
        >>> import torch
        >>> CORALHead(8, 5)(torch.zeros(2, 8)).shape
        torch.Size([2, 4])
    """

    def __init__(
        self,
        in_features: int,
        num_classes: int,
        *,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        self.in_features = in_features
        self.num_classes = num_classes
        start = levels.even_cuts(num_classes).neg().to(device=device, dtype=dtype or torch.get_default_dtype())
        self.weight = nn.Parameter(torch.empty(in_features, device=device, dtype=dtype))
        self.bias = nn.Parameter(start)
        nn.init.uniform_(self.weight, -1 / math.sqrt(in_features), 1 / math.sqrt(in_features))

    def forward(self, features: Tensor) -> Tensor:
        """Scores of the thresholds: features of shape (*, in_features) give (*, K - 1)."""
        if features.shape[-1:] != self.weight.shape:
            raise ValueError(
                f"got features of shape {tuple(features.shape)}; the last dimension must be {self.in_features}"
            )
        return (features @ self.weight).unsqueeze(-1) + self.bias

    def extra_repr(self) -> str:
        """The sizes."""
        return f"in_features={self.in_features}, num_classes={self.num_classes}"


@final
class CORALLoss(LossModule):
    """The module of `coral_loss`.

    Args:
        num_classes: the number of levels K; None takes it from the logits.
        threshold_weight: how much each threshold counts, shape (K - 1,).
        reduction: "mean", "sum" or "none".

    Example:
        >>> CORALLoss(num_classes=4)
        CORALLoss(num_classes=4)
    """

    threshold_weight: Tensor | None

    def __init__(
        self,
        *,
        num_classes: int | None = None,
        threshold_weight: Tensor | None = None,
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        self.num_classes = num_classes
        self.register_buffer("threshold_weight", threshold_weight)
        self.reduction = common.check_reduction(reduction)

    def forward(self, logits: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `coral_loss`."""
        return coral_loss(logits, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Probabilities of the K levels, shape (*, K)."""
        return threshold_sigmoid(output)

    def decide(self, output: Tensor) -> Tensor:
        """The predicted level, int64, shape (*): how many thresholds are passed with a probability above 1/2."""
        return (output > 0).sum(-1)
