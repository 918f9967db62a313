"""What losses that take hidden states and the weights of a linear head share."""

from contextlib import AbstractContextManager, nullcontext

import torch
from torch import Tensor

from rightloss.losses import _common as common


def check_head(hidden: Tensor, weight: Tensor, bias: Tensor | None, names: tuple[str, str, str]) -> None:
    """Raise ValueError unless a head of (V, D) weights can be applied to hidden states of shape (*, D).

    Args:
        hidden: what the head is applied to.
        weight: of the head.
        bias: of the head, or None.
        names: what the loss calls these three.
    """
    for name, x in zip(names, (hidden, weight, bias), strict=True):
        if x is not None:
            common.check_floating(name, x)
    if hidden.dim() == 0 or weight.dim() != 2 or hidden.shape[-1] != weight.shape[1]:
        raise ValueError(
            f"got {names[0]} of shape {tuple(hidden.shape)} and {names[1]} of shape {tuple(weight.shape)}; "
            "they must be (*, D) and (V, D)"
        )
    if bias is not None and bias.shape != weight.shape[:1]:
        raise ValueError(f"got {names[2]} of shape {tuple(bias.shape)}; it must be ({weight.shape[0]},)")
    common.check_one_device(names[0], hidden, **dict(zip(names[1:], (weight, bias), strict=True)))
    for name, x in zip(names[1:], (weight, bias), strict=True):
        if x is not None and x.dtype != hidden.dtype and not _is_autocast(hidden):
            raise ValueError(
                f"got {names[0]} of dtype {hidden.dtype} and {name} of dtype {x.dtype}; they must be equal: "
                "convert one, or use torch.autocast"
            )


def autocast(hidden: Tensor, weight: Tensor, bias: Tensor | None) -> tuple[Tensor, Tensor, Tensor | None]:
    """What torch.autocast would give a linear layer."""
    if not _is_autocast(hidden):
        return hidden, weight, bias
    low = torch.get_autocast_dtype(hidden.device.type)
    return hidden.to(low), weight.to(low), None if bias is None else bias.to(low)


def without_autocast(x: Tensor) -> AbstractContextManager[object]:
    """A context without torch.autocast for where `x` is; on the device "meta" there is none."""
    return nullcontext() if x.is_meta else torch.autocast(x.device.type, enabled=False)


def _is_autocast(x: Tensor) -> bool:
    return not x.is_meta and torch.is_autocast_enabled(x.device.type)
