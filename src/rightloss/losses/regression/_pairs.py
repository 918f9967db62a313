"""What the losses of one prediction against one number share."""

import torch
from torch import Tensor

from rightloss.losses import _common as common


def prepared(name: str, input: Tensor, target: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor]:
    """Predictions and targets of one dtype, float32 or float64, with zeros where the mask leaves them out.

    Args:
        name: what the loss calls its input.
        input: predictions, any shape.
        target: what was observed, the same shape.
        mask: bool, the same shape, or None.

    Raises:
        ValueError: shapes differ, or a dtype is not floating-point.
    """
    common.check_floating(name, input)
    common.check_floating("target", target)
    common.check_same_shape(name, input, target)
    x, y = common.full_precision(input), common.full_precision(target)
    dtype = torch.promote_types(x.dtype, y.dtype)
    return common.blank(x.to(dtype), mask), common.blank(y.to(dtype), mask)


def check_scale(name: str, value: float, *, zero: bool = False) -> None:
    """Raise ValueError unless an option in the units of the target is a number above 0, or 0 where that is taken."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not (value >= 0 if zero else value > 0):
        wanted = "a number, 0 or more" if zero else "a number above 0"
        raise ValueError(f"got {name}={value!r}; it must be {wanted}, in the units of the target")
