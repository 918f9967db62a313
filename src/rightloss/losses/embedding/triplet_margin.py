"""Nearer to the positive than to the negative."""

from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._module import LossModule


def triplet_margin_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    margin: float = 1.0,
    p: float = 2,
    eps: float = 1e-6,
    swap: bool = False,
    size_average: None = None,
    reduce: None = None,
    reduction: common.Reduction = "mean",
    *,
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""How much less than a margin the positive is nearer to the anchor than the negative.

    $\ell(a, b, n) = \max(0, d(a, b) - d(a, n) + m)$ with $d(u, v) = \lVert u - v + \epsilon \rVert_p$

    Expects:
        `anchor`, `positive` and `negative`: vectors of equal shape (N, D) or (D,), not normalised.

    Args:
        anchor: what is compared, shape (N, D).
        positive: something of its kind, shape (N, D).
        negative: something of another kind, shape (N, D).
        margin: how much farther than the positive the negative must be; above 0.
        p: the norm of the distance: 2 is Euclidean.
        eps: added to every difference, so that the norm of equal vectors has a gradient.
        swap: whether to use the distance from positive to negative where it is the smaller one.
        size_average: deprecated in PyTorch; only None is taken.
        reduce: deprecated in PyTorch; only None is taken.
        reduction: "mean", "sum" or "none".
        mask: bool, shape (N,); False leaves a triplet out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept triplets.

    Returns:
        float32 (float64 where an argument is): a scalar, or shape (N,) for "none". The mean is 0 where nothing is kept.

    Raises:
        ValueError: shapes differ, a dtype is not floating-point, the margin is not above 0, or an option is not one of
        those above.

    Equals:
        The margin, where positive and negative are equally far.

    Example:
        >>> import torch
        >>> a, p, n = torch.zeros(1, 2), torch.tensor([[1.0, 0.0]]), torch.tensor([[0.0, 1.5]])
        >>> triplet_margin_loss(a, p, n)
        tensor(0.5000)

    Reference:
        Balntas, V. et al. (2016). Learning local feature descriptors with triplets and shallow convolutional neural
        networks. doi:10.5244/C.30.119
    """
    common.check_deprecated(size_average, reduce)
    _check_margin(margin)
    for name, x in (("anchor", anchor), ("positive", positive), ("negative", negative)):
        common.check_floating(name, x)
        if x.shape != anchor.shape or x.dim() == 0:
            raise ValueError(
                f"got {name} of shape {tuple(x.shape)} and anchor of shape {tuple(anchor.shape)}; they must be equal, "
                "(N, D) or (D,): broadcasting is refused, use expand() where you mean it"
            )
    a, b, n = (common.blank_last(common.full_precision(x), mask) for x in (anchor, positive, negative))
    near, far = _distance(a, b, p, eps), _distance(a, n, p, eps)
    if swap:
        far = torch.minimum(far, _distance(b, n, p, eps))
    values = (near - far + margin).clamp_min(0)
    return common.reduce(values, reduction, mask=mask, sample_weight=sample_weight, denominator=denominator)


def _distance(x: Tensor, y: Tensor, p: float, eps: float) -> Tensor:
    return torch.nn.functional.pairwise_distance(x, y, p, eps)


def _check_margin(margin: float) -> None:
    if not margin > 0:
        raise ValueError(f"got margin={margin!r}; it must be above 0")


@final
class TripletMarginLoss(LossModule):
    """The module of `triplet_margin_loss`, a drop-in for torch.nn.TripletMarginLoss.

    Args:
        margin: how much farther than the positive the negative must be; above 0.
        p: the norm of the distance: 2 is Euclidean.
        eps: added to every difference, so that the norm of equal vectors has a gradient.
        swap: whether to use the distance from positive to negative where it is the smaller one.
        size_average: deprecated in PyTorch; only None is taken.
        reduce: deprecated in PyTorch; only None is taken.
        reduction: "mean", "sum" or "none".

    Example:
        >>> TripletMarginLoss(swap=True)
        TripletMarginLoss(swap=True)
    """

    def __init__(
        self,
        margin: float = 1.0,
        p: float = 2.0,
        eps: float = 1e-6,
        swap: bool = False,
        size_average: None = None,
        reduce: None = None,
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        common.check_deprecated(size_average, reduce)
        _check_margin(margin)
        self.margin = margin
        self.p = p
        self.eps = eps
        self.swap = swap
        self.size_average = self.reduce = None
        self.reduction = common.check_reduction(reduction)

    def forward(
        self, anchor: Tensor, positive: Tensor, negative: Tensor, **options: Unpack[common.CallOptions]
    ) -> Tensor:
        """The loss; shapes and errors as in `triplet_margin_loss`."""
        return triplet_margin_loss(anchor, positive, negative, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The embeddings themselves."""
        return output
