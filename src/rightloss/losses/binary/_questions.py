"""What the losses over yes/no questions share: their targets and factors."""

import torch
from torch import Tensor

from rightloss.losses import _common as common


def kept_labels(input: Tensor, target: Tensor, mask: Tensor | None) -> Tensor:
    """`target` in float32 or float64, with 0 where the mask is False.

    Raises:
        ValueError: a dtype is not floating-point, the shapes differ, or a kept target is outside [0, 1].
    """
    common.check_floating("input", input)
    common.check_floating("target", target)
    common.check_same_shape("input", input, target)
    labels = common.blank(common.full_precision(target), mask)
    common.check_unit_interval("target", labels)
    return labels


def expanded(name: str, factor: Tensor | None, like: Tensor) -> Tensor | None:
    """`factor` in the shape and dtype of `like`, which it must broadcast to."""
    if factor is None:
        return None
    try:
        return factor.to(like.dtype).expand(like.shape)
    except RuntimeError as error:
        raise ValueError(
            f"got {name} of shape {tuple(factor.shape)} for losses of shape {tuple(like.shape)}; "
            "it must be that shape, or one that broadcasts to it"
        ) from error


def check_pos_weight(pos_weight: Tensor | None, input: Tensor) -> None:
    """Raise ValueError where `pos_weight` has a factor per example: it means one per question."""
    if pos_weight is None or input.dim() < 2 or pos_weight.dim() < input.dim() or pos_weight.shape[0] == 1:
        return
    raise ValueError(
        f"got pos_weight of shape {tuple(pos_weight.shape)} for input of shape {tuple(input.shape)}; it has a factor "
        f"per question and none per example, such as {tuple(input.shape[1:])}: use weight for the examples"
    )


def without_zeros(share: Tensor, cost: Tensor) -> Tensor:
    """share * cost, and 0 where the share is 0 and the cost infinite."""
    return torch.where(share == 0, 0.0, share * cost)


def are_answers(target: Tensor) -> bool:
    """Whether every target is known to be 0 or 1, and none wants a gradient: then one form holds for both."""
    return not target.requires_grad and common.is_within(target * (1 - target), -1e-45, 1e-45)
