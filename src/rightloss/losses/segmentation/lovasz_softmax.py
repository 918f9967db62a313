"""The convex extension of the Jaccard loss to the errors of a softmax."""

from collections.abc import Sequence
from typing import Literal, Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses import _narrow as narrow
from rightloss.losses._fused import fused
from rightloss.losses._module import LossModule
from rightloss.losses.multiclass import _classes as classes
from rightloss.losses.segmentation import _lovasz as lovasz
from rightloss.losses.segmentation import _overlap as overlap
from rightloss.losses.segmentation import _positions as positions


def lovasz_softmax_loss(
    logits: Tensor,
    target: Tensor,
    *,
    empty: Literal["skip", "count"] = "skip",
    per_image: bool = True,
    weight: Tensor | None = None,
    ignore_index: int = -100,
    class_dim: int | None = None,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""The Lovász extension of the Jaccard loss, on the errors of the class probabilities, averaged over the classes.

    $\ell = \frac{1}{C} \sum_c \overline{\Delta_{J_c}}(|t_{ci} - p_{ci}|)$ with $p = \mathrm{softmax}(x)$

    Expects:
        `logits`: raw scores, unbounded, shape (N, C, d1..dK). `target`: class indices, int64, shape (N, d1..dK).

    Args:
        logits: raw scores of C classes, shape (N, C) or (N, C, d1..dK).
        target: class indices 0 to C - 1, int64, the shape of `logits` without C.
        empty: what a class without a true position costs: "skip" nothing (the classes present), "count" its largest
            error (all classes).
        per_image: False takes the whole batch for one image, with one value for all of it.
        weight: how much each class counts in the mean over them, shape (C,); 0 for class 0 leaves the background out.
        ignore_index: targets with this value are left out.
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".
        mask: bool, the target's shape; False leaves a place out, whatever it holds.
        sample_weight: a factor per loss, in the shape that "none" gives or its first dimensions.
        denominator: what the mean divides by, instead of the number of kept images.

    Returns:
        float32 (float64 where the input is): a scalar, or (N,), (1,) with per_image=False, for "none". The mean is 0
        where nothing is kept.

    Raises:
        ValueError: shapes do not fit, a dtype is wrong, a target is out of range (looked at on the CPU only), or an
        option is not one of those above.

    Equals:
        The Jaccard loss of the predicted classes where the probabilities are 0 or 1.

    Example:
        >>> import torch
        >>> lovasz_softmax_loss(torch.zeros(1, 2, 2), torch.tensor([[0, 1]]))
        tensor(0.5000)

    Reference:
        Berman, M., Rannen Triki, A. and Blaschko, M. B. (2018). The Lovász-Softmax loss. arXiv:1705.08790
    """
    if empty not in ("skip", "count"):
        raise ValueError(f'got empty={empty!r}; it must be "skip" or "count"')
    found = positions.of_classes(logits, target, class_dim, mask, ignore_index, per_image=per_image)
    classes.check_class_weight(weight, found.classes)
    return found.reduced(_LOVASZ, found.images(), reduction, sample_weight, denominator, empty=empty, weight=weight)


def _values(
    x: Tensor, target: Tensor, kept: Tensor | None = None, *, classes: int, empty: str, weight: Tensor | None
) -> Tensor:
    scores = x.reshape(len(x), classes, target.shape[1])
    true = (target.unsqueeze(1) == torch.arange(classes, device=x.device).unsqueeze(-1)).to(x.dtype)
    flags = None if kept is None else kept.unsqueeze(1)
    errors = (true - narrow.softmax(scores, 1)).abs()
    if flags is not None:
        true, errors = torch.where(flags, true, 0.0), torch.where(flags, errors, 0.0)
    return (lovasz.extension(errors, true) * _shares(true, flags, empty, weight)).sum(1)


def _with_slope(
    slope: Tensor,
    spare: Sequence[Tensor],
    x: Tensor,
    target: Tensor,
    kept: Tensor | None = None,
    *,
    classes: int,
    empty: str,
    weight: Tensor | None,
) -> Tensor:
    scores, out = (item.view(len(x), classes, -1) for item in (x, slope))
    p = narrow.softmax(scores, 1)
    true = overlap.one_hot(target.unsqueeze(1), p)
    errors = (true - p).abs_()
    flags = None if kept is None else kept.unsqueeze(1)
    if flags is not None:
        true.mul_(flags)
        errors.mul_(flags)
    values, by_errors = lovasz.extension_with_slope(errors, true)
    shares = _shares(true, flags, empty, weight)
    # Of |true - p|: upwards outside of the region.
    overlap.softmax_back(by_errors.mul_(shares.unsqueeze(-1)).mul_(1 - 2 * true), p, out)
    return values.mul_(shares)


_LOVASZ = fused("lovasz-softmax", _values, _with_slope, dim=1, pays_from=overlap.PAYS_FROM)


def _shares(true: Tensor, kept: Tensor | None, empty: str, weight: Tensor | None) -> Tensor:
    """The share of each class in the loss of its image, shape (N, C)."""
    size = true.sum(-1)
    counts = size > 0 if empty == "skip" else torch.ones_like(size, dtype=torch.bool)
    if kept is not None:
        counts = counts & kept.any(-1)
    return overlap.shares(counts, size, weight)


@final
class LovaszSoftmaxLoss(LossModule):
    """The module of `lovasz_softmax_loss`.

    Args:
        empty: what a class without a true position costs: "skip" nothing (the classes present), "count" its largest
            error (all classes).
        per_image: False takes the whole batch for one image, with one value for all of it.
        weight: how much each class counts in the mean over them, shape (C,); 0 for class 0 leaves the background out.
        ignore_index: targets with this value are left out.
        class_dim: the dimension of the classes; by default 1, or 0 where there is only one example.
        reduction: "mean", "sum" or "none".

    Example:
        >>> LovaszSoftmaxLoss(empty="count")
        LovaszSoftmaxLoss(empty='count')
    """

    weight: Tensor | None

    def __init__(
        self,
        *,
        empty: Literal["skip", "count"] = "skip",
        per_image: bool = True,
        weight: Tensor | None = None,
        ignore_index: int = -100,
        class_dim: int | None = None,
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        self.empty = empty
        self.per_image = per_image
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.class_dim = class_dim
        self.reduction = common.check_reduction(reduction)

    def forward(self, logits: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `lovasz_softmax_loss`."""
        return lovasz_softmax_loss(logits, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """Class probabilities, in the shape of `output`."""
        return torch.softmax(output, classes.class_dim(output, self.class_dim))

    def decide(self, output: Tensor) -> Tensor:
        """The most probable class, int64, the shape of `output` without C."""
        return output.argmax(classes.class_dim(output, self.class_dim))
