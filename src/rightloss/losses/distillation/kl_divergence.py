"""Relative entropy of a target distribution."""

from typing import Literal, Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule

KLReduction = Literal["none", "mean", "sum", "batchmean"]


def kl_div(
    input: Tensor,
    target: Tensor,
    size_average: None = None,
    reduce: None = None,
    reduction: KLReduction = "mean",
    log_target: bool = False,
    *,
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""The terms of the Kullback-Leibler divergence of the prediction from the target; their sum is in nats.

    $\ell(x, q) = q (\ln q - x)$ with $x = \ln p$, of each element

    Use "batchmean": "mean" divides by the number of classes as well, and is as many times too small.

    Expects:
        `input`: log-probabilities, as `log_softmax` gives them, floating-point, shape (*), examples first. `target`:
        probabilities, or with `log_target` their logarithms, of the same shape. Broadcasting is refused.

    Args:
        input: log-probabilities.
        target: the distributions to be met.
        size_average: deprecated in PyTorch; only None is taken.
        reduce: deprecated in PyTorch; only None is taken.
        reduction: "batchmean" (the sum divided by the number of examples), "mean" (divided by the number of elements),
            "sum" or "none".
        log_target: whether `target` holds log-probabilities.
        mask: bool, shape (*); False leaves an element out, whatever it holds. An example counts where any of its
            elements is kept.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what "mean" and "batchmean" divide by, instead of the number of kept elements or examples.

    Returns:
        float32 (float64 where an argument is): a scalar, or shape (*) for "none". It is 0 where nothing is kept.

    Raises:
        ValueError: shapes differ, a dtype is not floating-point, a logarithm is above 0 or a probability outside
            [0, 1] (looked at on the CPU only), or an option is not one of those above.

    Equals:
        Cross-entropy on class probabilities less their entropy, for "batchmean" of one row per example. A target of
        probability 0 costs 0, whatever is predicted for it and however it is written.

    Example:
        >>> import torch
        >>> log_p = torch.tensor([[0.5, 0.5]]).log()
        >>> kl_div(log_p, torch.tensor([[1.0, 0.0]]), reduction="batchmean")
        tensor(0.6931)

    Reference:
        Kullback, S. and Leibler, R. A. (1951). On Information and Sufficiency. doi:10.1214/aoms/1177729694
    """
    common.check_deprecated(size_average, reduce)
    common.check_floating("input", input)
    common.check_floating("target", target)
    common.check_same_shape("input", input, target)
    check_kl_reduction(reduction)
    x, q = (common.blank(common.full_precision(part), mask) for part in (input, target))
    common.check_logarithms("input", x)
    if log_target:
        common.check_logarithms("target", q)
    else:
        common.check_unit_interval("target", q)
    asked = any(option is not None for option in (mask, sample_weight, denominator))
    if not asked and reduction != "none" and x.numel() and common.is_readable(x):
        total = torch.nn.functional.kl_div(x, q, reduction="sum", log_target=log_target)
        if common.is_a_number(total):  # it is none where a logarithm is infinite
            return total / _terms_or_rows(x, reduction)
    values = common.reduce(_terms(x, q, log_target), "none", mask=mask, sample_weight=sample_weight)
    if reduction != "batchmean":
        return common.reduce(values, reduction, mask=mask, denominator=denominator)
    examples = len(values) if values.dim() else 1
    if mask is None:
        return common.reduce(values, "mean", denominator=(examples or 1) if denominator is None else denominator)
    rows = values.reshape(examples, -1)
    return common.reduce(rows.sum(1), "mean", mask=mask.reshape(rows.shape).any(1), denominator=denominator)


def check_kl_reduction(reduction: KLReduction) -> KLReduction:
    """`reduction`, or ValueError where it is not one."""
    if reduction not in ("none", "mean", "sum", "batchmean"):
        raise ValueError(f'got reduction={reduction!r}; it must be "none", "mean", "sum" or "batchmean"')
    return reduction


def _terms_or_rows(x: Tensor, reduction: KLReduction) -> int:
    """What the sum over `x` is divided by."""
    return {"sum": 1, "mean": x.numel(), "batchmean": len(x) if x.dim() else 1}[reduction]


def _terms(x: Tensor, q: Tensor, log_target: bool) -> Tensor:
    """q (ln q - x) of each element, 0 where q is 0: there the prediction may be minus infinity."""
    absent = q == (-torch.inf if log_target else 0)
    zero = x.new_zeros(())
    if not log_target:
        return torch.xlogy(q, q) - q * torch.where(absent, zero, x)
    log_q = torch.where(absent, zero, q)
    return torch.where(absent, zero, torch.exp(log_q) * (log_q - x))


@final
class KLDivLoss(LossModule):
    """The module of `kl_div`, a drop-in for torch.nn.KLDivLoss.

    Args:
        size_average: deprecated in PyTorch; only None is taken.
        reduce: deprecated in PyTorch; only None is taken.
        reduction: "batchmean" (the sum divided by the number of examples), "mean" (divided by the number of elements),
            "sum" or "none".
        log_target: whether the target holds log-probabilities.

    Example:
        >>> KLDivLoss(reduction="batchmean")
        KLDivLoss(reduction='batchmean')
    """

    def __init__(
        self,
        size_average: None = None,
        reduce: None = None,
        reduction: KLReduction = "mean",
        log_target: bool = False,
    ) -> None:
        super().__init__()
        common.check_deprecated(size_average, reduce)
        self.size_average = self.reduce = None
        self.reduction = check_kl_reduction(reduction)
        self.log_target = log_target

    def forward(self, input: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `kl_div`."""
        return kl_div(input, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Probabilities, in the shape of `output`: its exponential."""
        return torch.exp(output)
