"""Ordinal regression by one score on a line that is cut into levels."""

from typing import Unpack, final

import torch
from torch import Tensor, nn
from torch.nn.functional import logsigmoid

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule
from rightloss.losses.activations.threshold_sigmoid import threshold_sigmoid
from rightloss.losses.ordinal import _levels as levels


def cumulative_link_nll(
    score: Tensor,
    cut_points: Tensor,
    target: Tensor,
    *,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Negative log-likelihood of a level, where the score plus logistic noise falls between two cut points.

    $\ell(s, b, y) = -\ln \left( \sigma(b_y - s) - \sigma(b_{y-1} - s) \right)$ with $b_{-1} = -\infty$ and
    $b_{K-1} = \infty$

    Expects:
        `score`: any real number, shape (*). `cut_points`: strictly rising, shape (K - 1,). `target`: levels 0 to K - 1,
        int64, shape (*).

    Args:
        score: one score per example, unbounded, shape (*).
        cut_points: where the levels meet on the line of the score, rising, shape (K - 1,).
        target: levels 0 to K - 1, int64, shape (*).
        reduction: "mean", "sum" or "none".
        mask: bool, the target's shape; False leaves a place out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept targets.

    Returns:
        float32 (float64 where the input is): a scalar, or the target's shape for "none". The mean is 0 where nothing is
        kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, the cut points do not rise or a target is out of range (looked
        at on the CPU only), or an option is not one of those above.

    Equals:
        With one cut point at 0, `binary_cross_entropy_with_logits` of the score.

    Example:
        >>> import torch
        >>> cumulative_link_nll(torch.zeros(2), torch.tensor([-1.0986, 1.0986]), torch.tensor([0, 1]), reduction="none")
        tensor([1.3863, 0.6932])

    Reference:
        McCullagh, P. (1980). Regression Models for Ordinal Data. doi:10.1111/j.2517-6161.1980.tb01109.x
    """
    common.check_floating("score", score)
    _check_cut_points(cut_points)
    common.check_same_shape("score", score, target)
    last = len(cut_points)
    levels.check(target, last + 1, mask)
    s = common.blank(common.full_precision(score), mask)
    level = common.blank(target, mask)
    cuts = common.full_precision(cut_points).to(s.dtype)
    none, end = cuts.new_zeros(1), cuts.new_full((1,), torch.inf)
    edges, upper, lower = torch.cat((-end, cuts, end)), s, s
    if not common.is_finite(s):  # infinity less infinity is NaN
        upper, lower = torch.where(level < last, s, 0.0), torch.where(level > 0, s, 0.0)
    above = logsigmoid(_at(level + 1, edges) - upper)
    below = logsigmoid(lower - _at(level, edges))
    # The difference of two sigmoids is their product with (1 - e^-width): no digits are lost in the tails.
    width = torch.cat((none, torch.log(-torch.expm1(-cuts.diff())), none))
    values = -(above + below + _at(level, width))
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


def _at(level: Tensor, table: Tensor) -> Tensor:
    """The number of each level; a third of the time of table[level], and half on the way back."""
    return table.index_select(0, level.flatten()).reshape(level.shape)


def _check_cut_points(cut_points: Tensor) -> None:
    common.check_floating("cut_points", cut_points)
    if cut_points.dim() != 1 or not len(cut_points):
        raise ValueError(f"got cut_points of shape {tuple(cut_points.shape)}; it must be (K - 1,) for K levels")
    if common.values_are_at_hand(cut_points) and not bool((cut_points.diff() > 0).all()):
        raise ValueError(
            f"got cut_points {cut_points.tolist()}; each must be above the one before: learn their distances, as "
            "CumulativeLinkLoss does, or sort them"
        )


@final
class CumulativeLinkLoss(LossModule):
    """The module of `cumulative_link_nll`; it owns the cut points, which training keeps in order.

    It starts with equally probable levels where the score is 0. Its parameters belong in the optimiser, and in the
    checkpoint, beside those of the model.

    Args:
        num_classes: the number of levels K, at least 2.
        reduction: "mean", "sum" or "none".

    Raises:
        ValueError: there are fewer than two levels, or the reduction is unknown.

    Example:
        >>> import torch
        >>> criterion = CumulativeLinkLoss(num_classes=3)
        >>> criterion.predict(torch.zeros(1)).detach()
        tensor([[0.3333, 0.3333, 0.3333]])
    """

    made_with = ("num_classes",)

    def __init__(self, *, num_classes: int, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        self.num_classes = num_classes
        self.reduction = common.check_reduction(reduction)
        cuts = levels.even_cuts(num_classes)
        self.first = nn.Parameter(cuts[:1].to(torch.get_default_dtype()))
        self.log_distances = nn.Parameter(cuts.diff().log().to(torch.get_default_dtype()))

    @property
    def cut_points(self) -> Tensor:
        """Where the levels meet on the line of the score, shape (K - 1,), rising."""
        return torch.cat((self.first, self.first + self.log_distances.exp().cumsum(0)))

    def forward(self, score: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `cumulative_link_nll`."""
        return cumulative_link_nll(score, self.cut_points, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Probabilities of the K levels, shape (*, K), for scores of shape (*)."""
        return threshold_sigmoid(output.unsqueeze(-1) - self.cut_points)

    def decide(self, output: Tensor) -> Tensor:
        """The predicted level, int64, shape (*): how many thresholds are passed with a probability above 1/2."""
        return (output.unsqueeze(-1) > self.cut_points).sum(-1)
