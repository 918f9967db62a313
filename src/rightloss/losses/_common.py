"""What every loss shares: shape checks, precision, reduction."""

import math
from typing import Literal, TypedDict

import torch
from torch import Tensor

from rightloss.losses.checking import is_plain
from rightloss.losses.checking import values_are_at_hand as values_are_at_hand

Reduction = Literal["none", "mean", "sum"]

FULL = (torch.float32, torch.float64)
CODES: dict[Reduction, int] = {"none": 0, "mean": 1, "sum": 2}  # what PyTorch's kernels call the reductions
_ROUNDING = 1e-5  # of probabilities that were computed: mixing two labels 1 in float32 gives 1.0000001


class CallOptions(TypedDict, total=False):
    """What a loss takes with each call, besides its tensors; every loss has them."""

    mask: Tensor | None
    sample_weight: Tensor | None
    denominator: Tensor | float | None


def full_precision(x: Tensor) -> Tensor:
    """`x` in float32, or as it is where it is float64: losses are computed and reduced there."""
    return x if x.dtype in FULL else x.float()


def full_dtype(x: Tensor) -> torch.dtype:
    """The dtype of `full_precision(x)`."""
    return torch.float64 if x.dtype == torch.float64 else torch.float32


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


def check_floating(name: str, x: Tensor) -> None:
    """Raise ValueError unless `x` is floating-point."""
    if not x.is_floating_point():
        raise ValueError(f"got {name} of dtype {x.dtype}; it must be floating-point: use {name}.float()")


def check_one_device(name: str, x: Tensor, **others: Tensor | None) -> None:
    """Raise ValueError unless the tensors are where `x` is, naming both devices."""
    for other, value in others.items():
        if value is not None and value.device != x.device:
            raise ValueError(
                f"got {name} on {x.device} and {other} on {value.device}; they must be on one device: "
                f"use {other}.to({name}.device)"
            )


def check_unit_interval(name: str, x: Tensor) -> None:
    """Raise ValueError unless every element is in [0, 1], up to rounding; looked at only where `values_are_at_hand`."""
    if not values_are_at_hand(x):
        return
    inside = (x >= -_ROUNDING) & (x <= 1 + _ROUNDING)
    if not bool(inside.all()):
        worst = x[~inside][0].item()
        raise ValueError(f"got {name} with the value {worst:g}; every element must be in [0, 1]")


def check_share(name: str, share: float) -> None:
    """Raise ValueError unless an option that is a share of something is between 0 and 1."""
    if not 0 <= share <= 1:
        raise ValueError(f"got {name}={share!r}; it must be between 0 and 1")


def check_logarithms(name: str, x: Tensor) -> None:
    """Raise ValueError where a log-probability is above 0, by more than half precision rounds it."""
    if values_are_at_hand(x) and bool((x > 0.01).any()):
        worst = x[x > 0.01][0].item()
        fix = f"use log_softmax, or {name}.log() of probabilities"
        raise ValueError(f"got {name} with the value {worst:g}; log-probabilities are at most 0: {fix}")


def check_deprecated(size_average: object, reduce: object) -> None:
    """Raise ValueError where PyTorch's deprecated arguments are used; they keep their places, and nothing else."""
    if size_average is not None or reduce is not None:
        raise ValueError('size_average and reduce are deprecated: use reduction="mean", "sum" or "none"')


def check_reduction(reduction: Reduction) -> Reduction:
    """`reduction`, or ValueError where it is not one."""
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f'got reduction={reduction!r}; it must be "none", "mean" or "sum"')
    return reduction


def is_readable(x: Tensor) -> bool:
    """Whether the values of `x` can be read without a wait: a plain tensor on the CPU, and nothing traces."""
    return x.is_cpu and is_plain(x)


_TRUE = torch.ones((), dtype=torch.bool)


def one_flag(like: Tensor) -> Tensor:
    """True for every element of a tensor on the CPU, in the memory of one flag; `is_all` knows it by sight."""
    return _TRUE.expand(like.shape)


def is_all(flags: Tensor) -> bool:
    """Whether every flag is known to be set; False where to know it would cost a wait."""
    if flags._base is _TRUE:
        return True
    # min over bytes is 30 times as fast as all().
    return is_readable(flags) and (flags.numel() == 0 or bool(flags.view(torch.uint8).min()))


def numbers(flags: Tensor, dtype: torch.dtype) -> Tensor:
    """Flags as 0 and 1, which bytes become eight times as fast as flags do."""
    return flags.view(torch.uint8).to(dtype)


def is_within(x: Tensor, low: float, high: float) -> bool:
    """Whether every element is known to lie between two numbers; False where to know it would cost a wait."""
    if not is_readable(x) or x.numel() == 0:
        return False
    least, most = torch.aminmax(x.detach())
    return low < least.item() and most.item() < high


def is_a_number(total: Tensor) -> bool:
    """Whether a scalar is known to be finite; False where to know it would cost a wait."""
    return is_readable(total) and math.isfinite(total.item())


def is_finite(x: Tensor) -> bool:
    """Whether no element is known to be infinite or NaN; False where to know it would cost a wait."""
    return is_within(x, -torch.inf, torch.inf)


def blank(x: Tensor, mask: Tensor | None, value: float = 0.0) -> Tensor:
    """`x` with `value` where the mask is False.

    Call it on what a loss is computed from, before computing: an infinity or NaN that is left out then gives neither a
    value nor a gradient. (Leaving its loss out afterwards would give the gradient 0 * inf = NaN.)

    Args:
        x: any shape.
        mask: bool, the shape of `x`, or None to keep everything.
        value: something harmless for the loss.

    Raises:
        ValueError: the mask has another shape or dtype.
    """
    if mask is None:
        return x
    _check_fits("mask", mask, x)
    if is_all(mask):
        return x
    return torch.where(mask, x, torch.full((), value, dtype=x.dtype, device=x.device))


def blank_last(x: Tensor, mask: Tensor | None, value: float = 0.0) -> Tensor:
    """As `blank`, with one flag for all along the last dimension: the mask has the shape of `x` without it."""
    if mask is None:
        return x
    _check_fits("mask", mask, x.select(-1, 0))
    if is_all(mask):
        return x
    return torch.where(mask.unsqueeze(-1), x, torch.full((), value, dtype=x.dtype, device=x.device))


def reduce(
    values: Tensor,
    reduction: Reduction,
    *,
    mask: Tensor | None = None,
    sample_weight: Tensor | None = None,
    counts: Tensor | None = None,
    denominator: Tensor | float | None = None,
) -> Tensor:
    """Reduce elementwise losses.

    Args:
        values: the loss of each element, any shape.
        reduction: "none" (masked elements are 0), "sum", or "mean".
        mask: bool, the shape of `values`; False leaves an element out. See `blank` for its inputs.
        sample_weight: a factor per element, in the shape of `values` or of its first dimensions; it scales values, not
            the denominator.
        counts: how much each element counts in the denominator of the mean, the shape of `values`; by default 1.
        denominator: divide the sum by this instead of by the number of kept elements ("mean" only).

    Returns:
        Scalar, or the shape of `values` for "none". With nothing kept, "mean" is a zero attached to the graph.

    Raises:
        ValueError: unknown reduction, wrong shape of mask or weights, denominator without "mean" or not above 0.
    """
    check_reduction(reduction)
    if denominator is not None:
        _check_denominator(denominator, reduction)
    if mask is not None and mask.shape == values.shape and is_all(mask):
        mask = None
    if sample_weight is not None:
        values = values * blank(spread(sample_weight, values), mask)
    if mask is not None:
        values = _without(values, mask)
    if reduction == "none":
        return values
    total = values.sum()  # not the mean: its way back makes a tensor of equal numbers
    if reduction == "sum":
        return total
    return _divide(total, _kept(values, mask, counts) if denominator is None else denominator)


def divisor(count: int, reduction: Literal["mean", "sum"], denominator: Tensor | float | None) -> float | None:
    """What `reduce` divides the sum of `count` losses by; None where that is a tensor."""
    if denominator is not None:
        _check_denominator(denominator, reduction)
    if isinstance(denominator, Tensor):
        return None
    return 1 if reduction == "sum" else denominator or count or 1


def _without(values: Tensor, mask: Tensor) -> Tensor:
    """`values` with 0 where the mask is False: a product of finite values takes a third of the time of a choice."""
    if mask.shape != values.shape or mask.dtype != torch.bool or not is_finite(values):
        return blank(values, mask)
    return values * numbers(mask, values.dtype)


def times(values: Tensor, weight: Tensor | None, mask: Tensor | None) -> Tensor:
    """`values` times a factor of the same shape each; factors that are left out may be anything."""
    if weight is None:
        return values
    _check_fits("weight", weight, values)
    return values * blank(weight, mask)


def spread(sample_weight: Tensor, values: Tensor) -> Tensor:
    """One factor per value: factors of the first dimensions hold for all that lies behind them."""
    given = sample_weight.shape
    if not given or values.shape[: len(given)] != given:
        raise ValueError(
            f"got sample_weight of shape {tuple(given)} for losses of shape {tuple(values.shape)}; it must be that "
            "shape, or its first dimensions"
        )
    full = sample_weight.reshape(*given, *[1] * (values.dim() - len(given))).expand(values.shape)
    return full.to(values.dtype)


def _check_denominator(denominator: Tensor | float, reduction: str) -> None:
    if reduction != "mean":
        raise ValueError(
            f'got denominator={denominator!r} with reduction="{reduction}"; it divides a mean: leave it out'
        )
    if isinstance(denominator, Tensor):
        if denominator.numel() != 1:
            raise ValueError(f"got denominator of shape {tuple(denominator.shape)}; it must be one number")
    elif not denominator > 0:
        raise ValueError(f"got denominator={denominator!r}; it must be above 0")


def _kept(values: Tensor, mask: Tensor | None, counts: Tensor | None) -> Tensor | float:
    if counts is not None:
        return blank(counts, mask).sum()
    return values.numel() if mask is None else mask.sum()


def _divide(total: Tensor, by: Tensor | float) -> Tensor:
    """total / by, and total / 1 where `by` is 0: the sum over nothing is 0, and stays attached to the graph."""
    if isinstance(by, Tensor):
        by = by.reshape(())
        return total / torch.where(by == 0, torch.ones_like(by), by)
    return total / (by or 1)


def _check_fits(name: str, option: Tensor, values: Tensor) -> None:
    if option.shape != values.shape:
        raise ValueError(
            f"got {name} of shape {tuple(option.shape)} for losses of shape {tuple(values.shape)}; they must be equal"
        )
    if name == "mask" and option.dtype != torch.bool:
        raise ValueError(f"got mask of dtype {option.dtype}; it must be torch.bool: use mask.bool()")
