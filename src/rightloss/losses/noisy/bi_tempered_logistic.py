"""Logistic loss with a bounded logarithm and a heavy-tailed softmax."""

from collections.abc import Sequence
from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _narrow as narrow
from rightloss.losses._factors import ReduceOptions
from rightloss.losses._fused import fused
from rightloss.losses._module import LossModule
from rightloss.losses.activations.tempered_softmax import log_tempered_softmax, solved, tempered_softmax
from rightloss.losses.multiclass import _classes as classes

_LIKELY = -0.7  # ln p of a target from which 1 - p is the smaller


def bi_tempered_logistic_loss(
    logits: Tensor,
    target: Tensor,
    *,
    t1: float = 0.8,
    t2: float = 1.2,
    class_dim: int | None = None,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Logistic loss with a tempered logarithm, which is bounded, and a tempered softmax, which has heavy tails.

    $\ell(x, y) = -\ln_{t_1} p_y - \frac{1}{2 - t_1} \left( 1 - \sum_c p_c^{2 - t_1} \right)$ with
    $p = \mathrm{softmax}_{t_2}(x)$

    Expects:
        `logits`: raw scores, unbounded, shape (N, C, d1..dK). `target`: class indices, int64, shape (N, d1..dK).

    Args:
        logits: raw scores of C classes, shape (N, C) or (N, C, d1..dK).
        target: class indices 0 to C - 1, int64, the shape of `logits` without C.
        t1: temperature of the logarithm, 0 to 1; below 1 the loss is bounded by 1 / (1 - t1).
        t2: temperature of the softmax, 0 to 4; above 1 its tails are heavy.
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
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
        `cross_entropy` at t1 = t2 = 1.

    Example:
        >>> import torch
        >>> bi_tempered_logistic_loss(torch.zeros(1, 2), torch.tensor([0]))
        tensor(0.5394)

    Reference:
        Amid, E. et al. (2019). Robust Bi-Tempered Logistic Loss Based on Bregman Divergences. arXiv:1906.03361
    """
    _check_temperatures(t1, t2)
    scores, indices, kept = classes.prepared("logits", logits, target, class_dim, mask)
    options: ReduceOptions = {"mask": kept, "sample_weight": sample_weight, "denominator": denominator}
    if t2 in (0, 1) or scores.dim() == 1:
        return common.reduce(_values(scores, indices, t1, t2), reduction, **options)
    return _BI_TEMPERED(scores, {"target": indices}, reduction, options, t1=t1, t2=t2)


def _values(x: Tensor, indices: Tensor, t1: float, t2: float) -> Tensor:
    dim = classes.class_dim(x)
    log_p = log_tempered_softmax(x, t2, dim)
    return _cost(classes.pick(log_p, indices), t1) - (1 - torch.exp((2 - t1) * log_p).sum(dim)) / (2 - t1)


def _cost(hit: Tensor, t1: float) -> Tensor:
    """(1 - p^(1 - t1)) / (1 - t1) of ln p, and its limit -ln p."""
    return -hit if t1 == 1 else -torch.expm1((1 - t1) * hit) / (1 - t1)


def _with_slope(slope: Tensor, spare: Sequence[Tensor], x: Tensor, indices: Tensor, t1: float, t2: float) -> Tensor:
    """The slope by a probability is p^(1 - t1), less p^-t1 at the target; the probabilities sum to 1 at any scores.

    All of these slopes are taken less one of them, which changes nothing and keeps the digits of small ones: less that
    of a likely target, so that nothing is left there, else less the largest.
    """
    dim = 0 if narrow.is_narrow(x, 1) else 1
    target, out = indices.unsqueeze(dim), slope.movedim(1, dim)
    inner, inverse, power = solved(x.movedim(1, dim), t2, dim, spare)
    hit = inverse.gather(dim, target).div_(1 - t2)
    push = inverse.mul_((1 - t1) / (1 - t2)).exp_()
    is_likely, miss = hit > _LIKELY, -torch.expm1(hit)
    base = torch.where(is_likely, -miss * torch.exp(-t1 * hit), push.amax(dim, keepdim=True))
    push.sub_(base).mul_(power)
    push.scatter_(dim, target, torch.where(is_likely, 0.0, push.gather(dim, target)))
    pull = torch.where(is_likely | (hit == -torch.inf), 0.0, torch.exp((t2 - t1) * hit))
    share = (pull - push.sum(dim, keepdim=True)).div_(power.sum(dim, keepdim=True))
    torch.addcmul(push, power, share, out=out)
    out.scatter_add_(dim, target, pull.neg_())
    total = torch.addcmul(push, push, inner, out=inner).sum(dim, keepdim=True)
    total.add_(torch.where(is_likely, base * miss + torch.exp((2 - t1) * hit), base))
    return _cost(hit, t1).sub_(total.neg_().add_(1).div_(2 - t1)).squeeze(dim)


_BI_TEMPERED = fused("bi-tempered-logistic", _values, _with_slope, dim=1)


def _check_temperatures(t1: float, t2: float) -> None:
    if not 0 <= t1 <= 1:
        raise ValueError(f"got t1={t1!r}; it must be from 0 to 1")
    if t1 == 1 and t2 < 1:
        raise ValueError(f"got t1=1 and t2={t2!r}; probabilities of 0 would cost infinitely much: take t1 below 1")


@final
class BiTemperedLogisticLoss(LossModule):
    """The module of `bi_tempered_logistic_loss`.

    Args:
        t1: temperature of the logarithm, 0 to 1; below 1 the loss is bounded by 1 / (1 - t1).
        t2: temperature of the softmax, 0 to 4; above 1 its tails are heavy.
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".

    Example:
        >>> BiTemperedLogisticLoss(t1=0.5)
        BiTemperedLogisticLoss(t1=0.5)
    """

    def __init__(
        self,
        *,
        t1: float = 0.8,
        t2: float = 1.2,
        class_dim: int | None = None,
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        self.t1 = t1
        self.t2 = t2
        self.class_dim = class_dim
        self.reduction = common.check_reduction(reduction)

    def forward(self, logits: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `bi_tempered_logistic_loss`."""
        return bi_tempered_logistic_loss(logits, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Class probabilities, in the shape of `output`: its tempered softmax."""
        return tempered_softmax(output, self.t2, classes.class_dim(output, self.class_dim))

    def decide(self, output: Tensor) -> Tensor:
        """The most probable class, int64, the shape of `output` without C."""
        return output.argmax(classes.class_dim(output, self.class_dim))
