"""The convex extension of the Jaccard loss to hinge errors."""

from collections.abc import Sequence
from typing import Unpack, final

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._fused import fused
from rightloss.losses._module import LossModule
from rightloss.losses.segmentation import _lovasz as lovasz
from rightloss.losses.segmentation import _overlap as overlap
from rightloss.losses.segmentation import _positions as positions


def lovasz_hinge_loss(
    logits: Tensor,
    target: Tensor,
    *,
    per_image: bool = True,
    reduction: common.Reduction = "mean",
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    r"""The Lovász extension of the Jaccard loss, on the hinge errors of each channel, averaged over the channels.

    $\ell = \overline{\Delta_J}(\max(0, 1 - x_i (2 t_i - 1)))$

    Expects:
        `logits`: raw scores, unbounded, shape (N, C, d1..dK). `target`: 0 or 1 (or a probability between),
        floating-point, the same shape.

    Args:
        logits: raw scores of C yes/no questions per position, shape (N, C, d1..dK); one question is C = 1.
        target: 0 or 1 (or a probability between), floating-point, the shape of `logits`.
        per_image: False takes the whole batch for one image, with one value for all of it.
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
        The Jaccard loss of the positions with the wrong sign, where the errors are 0 or 1.

    Example:
        >>> import torch
        >>> lovasz_hinge_loss(torch.tensor([[[2.0, -1.0, -2.0]]]), torch.tensor([[[1.0, 1.0, 0.0]]]))
        tensor(1.)

    Reference:
        Berman, M., Rannen Triki, A. and Blaschko, M. B. (2018). The Lovász-Softmax loss. arXiv:1705.08790
    """
    found = positions.of_questions(logits, target, mask, per_image=per_image)
    _check_labels(found.target)
    return found.reduced(_LOVASZ, found.images(), reduction, sample_weight, denominator)


def _values(x: Tensor, target: Tensor, kept: Tensor | None = None, *, classes: int) -> Tensor:
    values = _of_channels(x, target, kept, classes)
    return values.mean(1) if kept is None and x.shape[1] else (values * _shares(values, kept)).sum(1)


def _whole(x: Tensor, target: Tensor, *, classes: int, reduction: common.Reduction) -> Tensor:
    values = _of_channels(x, target, None, classes)
    return values.sum() / (values.numel() if reduction == "mean" else classes)


def _of_channels(x: Tensor, target: Tensor, kept: Tensor | None, classes: int) -> Tensor:
    """The value of each channel, shape (N, C)."""
    errors = common.blank((1 - x * (2 * target - 1)).relu(), kept)
    shape = len(x), classes, x.shape[1] // max(1, classes)
    return lovasz.extension(errors.reshape(shape), target.reshape(shape))


def _with_slope(
    slope: Tensor, spare: Sequence[Tensor], x: Tensor, target: Tensor, kept: Tensor | None = None, *, classes: int
) -> Tensor:
    sign = torch.mul(target, -2, out=slope).add_(1)
    errors = (x * sign).add_(1).relu_()
    if kept is not None:
        errors.mul_(kept)
    shape = len(x), classes, -1
    values, by_errors = lovasz.extension_with_slope(errors.view(shape), target.view(shape))
    sign.mul_(torch.gt(errors, 0, out=errors))
    if kept is None:
        sign.mul_(by_errors.view(x.shape)).div_(classes)
        return values.div_(classes)
    shares = _shares(values, kept)
    sign.mul_(by_errors.mul_(shares.unsqueeze(-1)).view(x.shape))
    return values.mul_(shares)


_LOVASZ = fused("lovasz-hinge", _values, _with_slope, dim=1, whole=_whole, pays_from=overlap.PAYS_FROM)


def _shares(values: Tensor, kept: Tensor | None) -> Tensor:
    """The share of each channel in the loss of its image, shape (N, C)."""
    if kept is None:
        return overlap.shares(torch.zeros_like(values, dtype=torch.bool), values)  # there is no position
    return overlap.shares(kept.reshape(*values.shape, kept.shape[1] // max(1, values.shape[1])).any(-1), values)


def _check_labels(true: Tensor) -> None:
    if common.values_are_at_hand(true) and not bool(((true == 0) | (true == 1)).all()):
        wrong = true[(true != 0) & (true != 1)][0].item()
        raise ValueError(f"got target with the value {wrong:g}; the Lovász hinge takes 0 and 1 only")


@final
class LovaszHingeLoss(LossModule):
    """The module of `lovasz_hinge_loss`.

    Args:
        per_image: False takes the whole batch for one image, with one value for all of it.
        reduction: "mean", "sum" or "none".

    Example:
        >>> LovaszHingeLoss(per_image=False)
        LovaszHingeLoss(per_image=False)
    """

    def __init__(
        self,
        *,
        per_image: bool = True,
        reduction: common.Reduction = "mean",
    ) -> None:
        super().__init__()
        self.per_image = per_image
        self.reduction = common.check_reduction(reduction)

    def forward(self, logits: Tensor, target: Tensor, **options: Unpack[common.CallOptions]) -> Tensor:
        """The loss; shapes and errors as in `lovasz_hinge_loss`."""
        return lovasz_hinge_loss(logits, target, **self.options, **options)

    def predict(self, output: Tensor) -> Tensor:
        """The sigmoid of the scores, which a hinge leaves uncalibrated, in the shape of `output`."""
        return torch.sigmoid(output)

    def decide(self, output: Tensor) -> Tensor:
        """Whether the answer is more likely yes than no, bool."""
        return output > 0
