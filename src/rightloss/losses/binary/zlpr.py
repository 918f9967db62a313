"""A softmax-like loss for several true labels: true ones above 0, the others below."""

from collections.abc import Sequence
from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._factors import ReduceOptions
from rightloss.losses._fused import fused
from rightloss.losses._module import LossModule
from rightloss.losses.multiclass import _classes as classes

_MODERATE = 60.0  # a million exponentials of it are far from the largest float32


def zlpr_loss(
    logits: Tensor,
    target: Tensor,
    *,
    class_dim: int | None = None,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Log-sum-exp of the true labels' negated scores and of the other labels' scores, each with a 0.

    $\ell(x, y) = \ln \left( 1 + \sum_c y_c e^{-x_c} \right) + \ln \left( 1 + \sum_c (1 - y_c) e^{x_c} \right)$

    Expects:
        `logits`: raw scores, unbounded, shape (N, C, d1..dK). `target`: 0 or 1 (or a probability between),
        floating-point, the same shape.

    Args:
        logits: raw scores of C labels, shape (N, C) or (N, C, d1..dK).
        target: 0 or 1 (or a probability between), floating-point, the shape of `logits`.
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".
        mask: bool, the target's shape; False leaves a place out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of examples with a kept label.

    Returns:
        float32 (float64 where the input is): a scalar, or the shape of `logits` without C for "none". The mean is 0
        where nothing is kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a target is out of range (looked at on the CPU only), or an
        option is not one of those above.

    Equals:
        With one label, `binary_cross_entropy_with_logits` where the target is 0 or 1.

    Example:
        >>> import torch
        >>> zlpr_loss(torch.zeros(1, 2), torch.tensor([[1.0, 0.0]]))
        tensor(1.3863)

    Reference:
        Su, J. et al. (2022). ZLPR: A Novel Loss for Multi-label Classification. arXiv:2208.02955
    """
    common.check_floating("logits", logits)
    common.check_floating("target", target)
    common.check_same_shape("logits", logits, target)
    dim = classes.class_dim(logits, class_dim)
    x = common.blank(common.full_precision(logits), mask)
    y = common.blank(common.full_precision(target), mask)
    common.check_unit_interval("target", y)
    kept = None if mask is None else mask.any(dim)
    options: ReduceOptions = {"mask": kept, "sample_weight": sample_weight, "denominator": denominator}
    if mask is None and x.dim() > 1 and common.is_within(x, -_MODERATE, _MODERATE):
        return _ZLPR(x.movedim(dim, 1), {"target": y.movedim(dim, 1)}, reduction, options)
    no = 1 - y if mask is None else torch.where(mask, 1 - y, 0.0)
    return common.reduce(_log_one_plus(y, -x, dim) + _log_one_plus(no, x, dim), reduction, **options)


def _log_one_plus(share: Tensor, x: Tensor, dim: int) -> Tensor:
    """ln(1 + sum of share e^x), of numbers of any size: the largest exponential is taken out of the sum."""
    x = torch.where(share > 0, x, 0.0)
    top = x.detach().amax(dim, keepdim=True).clamp_min(0)
    total = torch.exp(-top) + (share * torch.exp(x - top)).sum(dim, keepdim=True)
    return (top + total.log()).squeeze(dim)


def _of_moderate(x: Tensor, y: Tensor) -> Tensor:
    """Where no exponential overflows."""
    return torch.log1p((y * torch.exp(-x)).sum(1)) + torch.log1p(((1 - y) * torch.exp(x)).sum(1))


def _with_slope(slope: Tensor, spare: Sequence[Tensor], x: Tensor, y: Tensor) -> Tensor:
    yes, no = torch.reciprocal(torch.exp(x, out=spare[0]), out=slope).mul_(y), spare[0]
    no.addcmul_(no, y, value=-1)
    value = torch.zeros_like(x.select(1, 0))
    for term in (yes, no):
        total = term.sum(1)
        value.add_(torch.log1p(total))
        term.div_(total.add_(1).unsqueeze(1))
    torch.sub(no, yes, out=slope)
    return value


_ZLPR = fused("zlpr", _of_moderate, _with_slope, dim=1)


@final
class ZLPRLoss(LossModule):
    """The module of `zlpr_loss`.

    Args:
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".

    Example:
        >>> ZLPRLoss(class_dim=-1)
        ZLPRLoss(class_dim=-1)
    """

    def __init__(
        self,
        *,
        class_dim: int | None = None,
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        self.class_dim = class_dim
        self.reduction = common.check_reduction(reduction)

    def forward(self, logits: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `zlpr_loss`."""
        return zlpr_loss(logits, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The scores: labels above 0 are taken for true; they are no log-odds."""
        return output

    def decide(self, output: Tensor) -> Tensor:
        """Which labels are true, bool, in the shape of `output`."""
        return output > 0
