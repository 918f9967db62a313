"""What every loss shares: shape checks, precision, reduction."""

from typing import Literal

import torch
from torch import Tensor

Reduction = Literal["none", "mean", "sum"]


def full_precision(x: Tensor) -> Tensor:
    """`x` in float32, or as it is where it is float64: losses are computed and reduced there."""
    return x if x.dtype == torch.float64 else x.float()


def check_same_shape(input_name: str, x: Tensor, target: Tensor) -> None:
    """Raise ValueError unless the shapes are equal, naming both and the likely fix."""
    if x.shape == target.shape:
        return
    wanted = f"got {input_name} of shape {tuple(x.shape)} and target of shape {tuple(target.shape)}; they must be equal"
    raise ValueError(f"{wanted}{_shape_hint(input_name, x, target)}")


def _shape_hint(input_name: str, x: Tensor, target: Tensor) -> str:
    if x.dim() == target.dim() + 1 and x.shape[-1] == 1 and x.shape[:-1] == target.shape:
        return f": add {input_name}.squeeze(-1)"
    if target.dim() == x.dim() + 1 and target.shape[-1] == 1 and target.shape[:-1] == x.shape:
        return ": add target.squeeze(-1)"
    return "; broadcasting is refused, use expand() where you mean it"


def reduce(
    values: Tensor,
    reduction: Reduction,
    *,
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    """Reduce elementwise losses.

    Args:
        values: the loss of each element, any shape.
        reduction: "none" (masked elements are 0), "sum", or "mean".
        mask: bool, the shape of `values`; False leaves an element out.
        sample_weight: a factor per element, the shape of `values`; it scales values, not the denominator.
        denominator: divide the sum by this instead of by the number of kept elements ("mean" only).

    Returns:
        Scalar, or the shape of `values` for "none". With nothing kept, "mean" is a zero attached to the graph.

    Raises:
        ValueError: unknown reduction, wrong shape of mask or sample_weight, denominator without "mean".
    """
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f'got reduction={reduction!r}; it must be "none", "mean" or "sum"')
    if denominator is not None and reduction != "mean":
        raise ValueError(f'denominator divides a mean; with reduction="{reduction}" leave it out')
    if sample_weight is not None:
        _check_fits("sample_weight", sample_weight, values)
        values = values * sample_weight
    if mask is not None:
        _check_fits("mask", mask, values)
        values = torch.where(mask, values, torch.zeros((), dtype=values.dtype, device=values.device))
    if reduction == "none":
        return values
    total = values.sum()
    if reduction == "sum":
        return total
    if denominator is not None:
        return total / denominator
    # The sum over nothing is 0 and stays attached; 0 / max(0, 1) keeps it so.
    kept = mask.sum().clamp_min(1) if mask is not None else max(values.numel(), 1)
    return total / kept


def _check_fits(name: str, option: Tensor, values: Tensor) -> None:
    if option.shape != values.shape:
        raise ValueError(
            f"got {name} of shape {tuple(option.shape)} for losses of shape {tuple(values.shape)}; they must be equal"
        )
    if name == "mask" and option.dtype != torch.bool:
        raise ValueError(f"got mask of dtype {option.dtype}; it must be torch.bool: use mask.bool()")
