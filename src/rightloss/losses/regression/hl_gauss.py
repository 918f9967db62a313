"""Regression as classification: a histogram, with Gaussian targets."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule


def hl_gauss_loss(
    logits: Tensor,
    target: Tensor,
    *,
    low: float,
    high: float,
    spread: float = 0.75,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""Cross-entropy over bins, with each target spread over its neighbours by a Gaussian.

    $\ell(z, y) = -\sum_k q_k \ln \mathrm{softmax}(z)_k, \quad q_k \propto \Phi\left(\frac{b_{k + 1} -
    y}{\sigma}\right) - \Phi\left(\frac{b_k - y}{\sigma}\right)$

    Expects:
        `logits`: raw scores of K bins in the last dimension, floating-point, shape (*, K). `target`: numbers from low
        to high, floating-point, shape (*).

    Args:
        logits: raw scores of K bins of equal width, shape (*, K).
        target: what was observed, from low to high, shape (*).
        low: the lower end of the first bin.
        high: the upper end of the last bin, above low.
        spread: the standard deviation of the Gaussian, in widths of a bin; above 0.
        reduction: "mean", "sum" or "none".
        mask: bool, shape (*); False leaves an element out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept elements.

    Returns:
        float32 (float64 where `logits` are): a scalar, or shape (*) for "none". The mean is 0 where nothing is kept.

    Raises:
        ValueError: shapes do not fit, a dtype is not floating-point, low is not below high, a target is outside of them
            (looked at as `checking` says), or an option is not one of those above.

    Equals:
        Cross-entropy on the bin of the target in the limit of a small spread.

    Example:
        >>> import torch
        >>> hl_gauss_loss(torch.zeros(1, 10), torch.tensor([0.5]), low=0.0, high=1.0)
        tensor(2.3026)

    Reference:
        Farebrother, J. et al. (2024). Stop Regressing: Training Value Functions via Classification for Scalable Deep
        RL. arXiv:2403.03950
    """
    _check_bins(low, high, spread)
    common.check_floating("logits", logits)
    common.check_floating("target", target)
    if not logits.dim() or logits.shape[:-1] != target.shape:
        raise ValueError(
            f"got logits of shape {tuple(logits.shape)} and target of shape {tuple(target.shape)}; the bins are the "
            f"last dimension, so logits must be {(*target.shape, 'K')}"
        )
    y = common.blank(common.full_precision(target), mask, (low + high) / 2)
    _check_inside(y, low, high)
    log_p = common.blank_last(common.full_precision(logits), mask).log_softmax(-1)
    values = -(_histogram(y, log_p.shape[-1], low, high, spread) * log_p).sum(-1)
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


def _histogram(y: Tensor, bins: int, low: float, high: float, spread: float) -> Tensor:
    """The share of a Gaussian around each target that falls into each bin, of what falls into any."""
    edges = torch.linspace(low, high, bins + 1, dtype=y.dtype, device=y.device)
    below = torch.special.ndtr((edges - y.unsqueeze(-1)) * (bins / (high - low) / spread))
    shares: Tensor = below.diff(dim=-1) / (below[..., -1:] - below[..., :1])
    return shares


def _check_bins(low: float, high: float, spread: float) -> None:
    if not low < high:
        raise ValueError(f"got low={low!r} and high={high!r}; low must be below high")
    if not spread > 0:
        raise ValueError(f"got spread={spread!r}; it must be above 0, in widths of a bin: 0.75 is usual")


def _check_inside(y: Tensor, low: float, high: float) -> None:
    if common.values_are_at_hand(y) and not bool(((y >= low) & (y <= high)).all()):
        worst = y[~((y >= low) & (y <= high))][0].item()
        raise ValueError(f"got target with the value {worst:g}; it must be from low={low:g} to high={high:g}")


@final
class HLGaussLoss(LossModule):
    """The module of `hl_gauss_loss`.

    Args:
        low: the lower end of the first bin.
        high: the upper end of the last bin, above low.
        spread: the standard deviation of the Gaussian, in widths of a bin; above 0.
        reduction: "mean", "sum" or "none".

    Example:
        >>> HLGaussLoss(low=-1.0, high=1.0)
        HLGaussLoss(low=-1.0, high=1.0)
    """

    def __init__(self, *, low: float, high: float, spread: float = 0.75, reduction: common.Reduction = "mean") -> None:
        super().__init__()
        _check_bins(low, high, spread)
        self.low = low
        self.high = high
        self.spread = spread
        self.reduction = common.check_reduction(reduction)

    def forward(self, logits: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `hl_gauss_loss`."""
        return hl_gauss_loss(logits, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The predicted mean, shape (*): the centres of the bins, weighted by their probabilities."""
        p = output.softmax(-1)
        width = (self.high - self.low) / output.shape[-1]
        centres = torch.arange(output.shape[-1], dtype=p.dtype, device=p.device) * width + (self.low + width / 2)
        return (p * centres).sum(-1)
