"""Binary cross-entropy with easy examples turned down."""

from collections.abc import Sequence
from typing import Unpack, final

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

from rightloss.losses import _common as common
from rightloss.losses import _odds as odds
from rightloss.losses._factors import ReduceOptions
from rightloss.losses._fused import fused
from rightloss.losses._module import LossModule
from rightloss.losses.binary import _questions as questions


def sigmoid_focal_loss(
    logits: Tensor,
    target: Tensor,
    *,
    gamma: float = 2.0,
    alpha: float | None = None,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Binary cross-entropy times (1 - p_t)^gamma, where p_t is the probability given to the true answer.

    $\ell(x, y) = -(1 - p_t)^\gamma \ln p_t$

    Expects:
        `logits`: raw scores, unbounded. `target`: 0 or 1 (or a probability between), floating-point. Equal shape (*).

    Args:
        logits: raw scores, unbounded, shape (*).
        target: 0 or 1, floating-point, shape (*).
        gamma: how strongly easy examples are turned down; 0 is binary cross-entropy
        alpha: weight of the positives, 1 - alpha of the negatives; None weights neither
        reduction: "mean", "sum" or "none".
        mask: bool, shape (*); False leaves an element out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept elements.

    Returns:
        float32 (float64 where the input is): a scalar, or shape (*) for "none". The mean is 0 where nothing is kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a target is out of range (looked at on the CPU only), or an
        option is not one of those above.

    Equals:
        Binary cross-entropy with logits at gamma 0 and alpha None.

    Example:
        >>> import torch
        >>> sigmoid_focal_loss(torch.tensor([0.0]), torch.tensor([1.0]))
        tensor(0.1733)

    Reference:
        Lin, T.-Y. et al. (2017). Focal Loss for Dense Object Detection. arXiv:1708.02002
    """
    common.check_floating("logits", logits)
    common.check_floating("target", target)
    common.check_same_shape("logits", logits, target)
    common.check_unit_interval("target", target if mask is None else common.blank(target, mask))
    x = common.blank(common.full_precision(logits), mask)
    y = common.blank(common.full_precision(target), mask)
    options: ReduceOptions = {"mask": mask, "sample_weight": sample_weight, "denominator": denominator}
    if questions.are_answers(y):
        return _OF_ANSWERS(x, {"target": y}, reduction, options, gamma=gamma, alpha=alpha)
    return common.reduce(_weighed(_of_shares(x, y, gamma), y, alpha), reduction, **options)


def _weighed(values: Tensor, y: Tensor, alpha: float | None) -> Tensor:
    return values if alpha is None else values * (alpha * y + (1 - alpha) * (1 - y))


def _of_answers(x: Tensor, y: Tensor, gamma: float, alpha: float | None) -> Tensor:
    """Where y is 0 or 1: the log-odds of the wrong answer are x or -x."""
    wrong = x * (1 - 2 * y)
    # A power below 1 has no slope at 0, its logarithm has.
    miss = torch.sigmoid(wrong) ** gamma if gamma >= 1 else torch.exp(gamma * logsigmoid(wrong))
    return _weighed(miss * -logsigmoid(-wrong), y, alpha)


def _with_slope(
    slope: Tensor, spare: Sequence[Tensor], x: Tensor, y: Tensor, gamma: float, alpha: float | None
) -> Tensor:
    cost, sign, miss = spare
    torch.mul(y, 2, out=sign).sub_(1)
    p = torch.mul(x, sign, out=slope)
    odds.cost_and_slope(p, cost, miss)
    odds.focused(p, cost, gamma, miss)
    p.mul_(sign.neg_())
    if alpha is not None:
        weight = torch.mul(y, 2 * alpha - 1, out=miss).add_(1 - alpha)
        p.mul_(weight)
        cost.mul_(weight)
    return cost


_OF_ANSWERS = fused("sigmoid-focal", _of_answers, _with_slope)


def _of_shares(x: Tensor, y: Tensor, gamma: float) -> Tensor:
    log_yes, log_no = logsigmoid(x), logsigmoid(-x)
    loss = -(y * log_yes + (1 - y) * log_no)
    # ln(1 - p_t), where 1 - p_t = p (1 - y) + (1 - p) y.
    log_miss = torch.logaddexp(log_yes + torch.log1p(-y), log_no + y.log())
    return torch.exp(gamma * log_miss) * loss


@final
class SigmoidFocalLoss(LossModule):
    """The module of `sigmoid_focal_loss`.

    Args:
        gamma: how strongly easy examples are turned down; 0 is binary cross-entropy
        alpha: weight of the positives, 1 - alpha of the negatives; None weights neither
        reduction: "mean", "sum" or "none".

    Example:
        >>> SigmoidFocalLoss(gamma=1.0)
        SigmoidFocalLoss(gamma=1.0)
    """

    def __init__(self, *, gamma: float = 2.0, alpha: float | None = None, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.gamma = gamma
        self.alpha = alpha
        self.reduction = common.check_reduction(reduction)

    def forward(self, logits: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `sigmoid_focal_loss`."""
        return sigmoid_focal_loss(logits, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Probabilities of a yes, in the shape of `output`; focal loss leaves them under-confident."""
        return torch.sigmoid(output)

    def decide(self, output: Tensor) -> Tensor:
        """Whether the answer is more likely yes than no, bool."""
        return output > 0
