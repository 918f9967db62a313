"""What the losses over regions are computed from: the positions of each image, in one row."""

from typing import Any, NamedTuple

import torch
from torch import Tensor

from rightloss.losses import _common as common
from rightloss.losses._factors import ReduceOptions
from rightloss.losses._fused import Fused
from rightloss.losses.multiclass import _classes as classes


class Positions(NamedTuple):
    """Of all regions, image by image; the whole batch is one image where it counts as such.

    Attributes:
        x: scores, float32 or float64, shape (N, C P).
        target: of yes/no questions, its shape and dtype; or class indices, shape (N, P).
        kept: bool, the target's shape, where False both are 0; None keeps all.
        classes: how many.
    """

    x: Tensor
    target: Tensor
    kept: Tensor | None
    classes: int

    def images(self) -> Tensor | None:
        """Which images have a position that counts, bool, shape (N,); None where all have."""
        if self.kept is not None:
            return self.kept.any(1)
        return None if self.x.shape[1] else self.x.new_zeros(len(self.x), dtype=torch.bool)

    def with_region(self, images: Tensor | None) -> Tensor | None:
        """Which of these images have a true position; of classes, all have one."""
        if not self.target.is_floating_point():
            return images
        shape = len(self.x), self.classes, self.x.shape[1] // max(1, self.classes)
        return (self.target.reshape(shape).sum(-1) > 0).any(1)

    def reduced(
        self,
        loss: Fused,
        images: Tensor | None,
        reduction: common.Reduction,
        sample_weight: Tensor | None,
        denominator: Tensor | float | None,
        **own: Any,
    ) -> Tensor:
        """The loss of each image that counts, reduced as in `common.reduce`; `own` options are passed on."""
        constants = {"target": self.target} if self.kept is None else {"target": self.target, "kept": self.kept}
        options: ReduceOptions = {"mask": images, "sample_weight": sample_weight, "denominator": denominator}
        return loss(self.x, constants, reduction, options, classes=self.classes, **own)


def of_classes(
    logits: Tensor,
    target: Tensor,
    class_dim: int | None,
    mask: Tensor | None,
    ignore_index: int,
    *,
    per_image: bool,
) -> Positions:
    """One region per class; arguments as in `classes.prepared`, and whether each image stands for itself.

    Raises:
        ValueError: as `classes.prepared`, and where there is only one class, or no batch dimension.
    """
    scores, indices, kept = classes.prepared("logits", logits, target, class_dim, mask, ignore_index)
    _check_batch(scores, "(N, C, d1..dK)")
    if scores.shape[1] < 2:
        raise ValueError(
            f"got {scores.shape[1]} channel of scores; a softmax over it is always 1: give one per class, with the "
            "background at least two, or use the binary form of this loss"
        )
    flags = None if common.is_all(kept) else _in_rows(kept.unsqueeze(1), per_image)
    return Positions(_in_rows(scores, per_image), _in_rows(indices.unsqueeze(1), per_image), flags, scores.shape[1])


def of_questions(logits: Tensor, target: Tensor, mask: Tensor | None, *, per_image: bool) -> Positions:
    """One region per channel of yes/no questions.

    Args:
        logits: shape (N, C, d1..dK).
        target: 0 to 1, floating-point, the shape of `logits`.
        mask: bool, the shape of `logits`, or None.
        per_image: False takes the whole batch for one image.

    Raises:
        ValueError: a shape or dtype is wrong, or a kept target is outside [0, 1].
    """
    common.check_floating("logits", logits)
    common.check_floating("target", target)
    common.check_same_shape("logits", logits, target)
    _check_batch(logits, "(N, C, d1..dK), with C = 1 for one question")
    x = common.blank(common.full_precision(logits), mask)
    true = common.blank(common.full_precision(target), mask)
    common.check_unit_interval("target", true)
    flags = None if mask is None or common.is_all(mask) else _in_rows(mask, per_image)
    return Positions(_in_rows(x, per_image), _in_rows(true, per_image), flags, logits.shape[1])


def _in_rows(x: Tensor, per_image: bool) -> Tensor:
    """Shape (N, C, d1..dK) as (N, C P), or as (1, C N P) where the batch counts as one image."""
    return x.flatten(1) if per_image else x.movedim(0, 1).flatten().unsqueeze(0)


def _check_batch(logits: Tensor, wanted: str) -> None:
    if logits.dim() < 2:
        raise ValueError(f"got logits of shape {tuple(logits.shape)}; it must be {wanted}: add a batch dimension")
