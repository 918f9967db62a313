"""Cross-entropy of rows in Triton: one program per row, two walks over its classes, nothing of their size kept.

The first walk finds the log-sum-exp online, the second writes the gradient. Offsets are 64 bits wide, and nothing waits
for the host. With TRITON_INTERPRET=1 in the environment the same code runs on the CPU, slowly.
"""

from functools import cache
from typing import Any, NamedTuple

import torch
import triton
import triton.language as tl
from torch import Tensor

from rightloss.kernels._softmax import Rows
from rightloss.losses.multiclass._recipe import Recipe

_BLOCK_BYTES = 16 << 10  # of a row that are looked at together: 128 bytes for each of 128 threads
_WARPS = 16  # most of them for one program


class Launch(NamedTuple):
    """How a program is laid out: classes that it looks at together, and groups of 32 threads that do so."""

    block: int
    warps: int


@cache
def launch(classes: int, bytes_each: int) -> Launch:
    """The layout for rows of so many classes, by rule, not measured: whole rows up to 16 KiB, then blocks of that."""
    block = min(triton.next_power_of_2(classes), _BLOCK_BYTES // bytes_each)
    return Launch(block, min(_WARPS, max(1, block // 256)))


@triton.jit  # type: ignore[untyped-decorator]
def _scores(logits: Any, at: Any, classes: Any, softcap: Any, CAP: tl.constexpr, ACC: tl.constexpr) -> Any:
    """Logits of some classes, those beyond the last minus infinity; bent to c tanh(x / c), and the slope of that."""
    x = tl.load(logits + at, mask=at < classes, other=float("-inf")).to(ACC)
    slope = tl.full(x.shape, 1.0, ACC)
    if CAP:
        bent = 2 / (1 + tl.exp(-2 * x / softcap)) - 1
        slope = 1 - bent * bent
        x = tl.where(at < classes, softcap * bent, float("-inf"))
    return x, slope


@triton.jit  # type: ignore[untyped-decorator]
def _shares(
    targets: Any,
    weights: Any,
    at: Any,
    classes: Any,
    smoothing: Any,
    SOFT: tl.constexpr,
    WEIGHT: tl.constexpr,
    ACC: tl.constexpr,
) -> Any:
    """How much each of some classes counts, besides the one that an index names."""
    inside = at < classes
    share = tl.where(inside, tl.full(at.shape, 0, ACC) + smoothing / classes, 0.0)
    if SOFT:
        share += (1 - smoothing) * tl.load(targets + at, mask=inside, other=0.0).to(ACC)
    if WEIGHT:
        share = share * tl.load(weights + at, mask=inside, other=0.0).to(ACC)
    return share


@triton.jit  # type: ignore[untyped-decorator]
def _rows(
    logits: Any,
    out: Any,
    targets: Any,
    factors: Any,
    kept: Any,
    weights: Any,
    losses: Any,
    lses: Any,
    logits_stride: Any,
    out_stride: Any,
    targets_stride: Any,
    classes: Any,
    smoothing: Any,
    z_loss: Any,
    softcap: Any,
    KEPT: tl.constexpr,
    SOFT: tl.constexpr,
    WEIGHT: tl.constexpr,
    SPREAD: tl.constexpr,
    CAP: tl.constexpr,
    GRADIENT: tl.constexpr,
    ACC: tl.constexpr,
    BLOCK: tl.constexpr,
) -> None:
    row = tl.program_id(0).to(tl.int64)
    logits += row * logits_stride
    out += row * out_stride
    targets += row * targets_stride
    here = True
    if KEPT:
        here = tl.load(kept + row) != 0
    if here:
        peak = tl.full((), float("-inf"), ACC)
        total = tl.full((), 0, ACC)
        height = tl.full((), 0, ACC)  # what the log-sum-exp counts
        gaps = tl.full((), 0, ACC)  # shares times what the peak is above their logits
        for start in range(0, classes, BLOCK):
            at = start + tl.arange(0, BLOCK)
            x, _ = _scores(logits, at, classes, softcap, CAP, ACC)
            higher = tl.maximum(peak, tl.max(x, 0))
            base = tl.where(higher == float("-inf"), 0.0, higher)
            total = total * tl.exp(peak - base) + tl.sum(tl.exp(x - base), 0)
            if SPREAD:
                share = _shares(targets, weights, at, classes, smoothing, SOFT, WEIGHT, ACC)
                # A share of 0 costs nothing, also where its logit is minus infinity: 0, not 0 * inf.
                gaps += height * tl.where(height == 0, 0.0, base - peak)
                gaps += tl.sum(share * tl.where(share == 0, 0.0, base - x), 0)
                height += tl.sum(share, 0)
            peak = higher
        single = tl.full((), 0, ACC)
        target = -1
        if not SOFT:
            target = tl.load(targets)
            single = tl.full((), 1, ACC)
            if WEIGHT:
                single = tl.load(weights + target).to(ACC)
            single = single * (1 - smoothing)
            wanted, _ = _scores(logits, target + tl.arange(0, 1), classes, softcap, CAP, ACC)
            gaps += single * (peak - tl.sum(wanted, 0))
            height += single
        lse = peak + tl.log(total)
        tl.store(losses + row, gaps + height * tl.log(total) + z_loss * lse * lse)
        tl.store(lses + row, lse)
        if GRADIENT:
            factor = tl.load(factors + row).to(ACC)
            rise = (height + 2 * z_loss * lse) * factor
            for start in range(0, classes, BLOCK):
                at = start + tl.arange(0, BLOCK)
                x, slope = _scores(logits, at, classes, softcap, CAP, ACC)
                g = rise * (tl.exp(x - peak) / total)
                g -= tl.where(at == target, single * factor, 0.0)
                if SPREAD:
                    g -= factor * _shares(targets, weights, at, classes, smoothing, SOFT, WEIGHT, ACC)
                tl.store(out + at, (g * slope).to(out.dtype.element_ty), mask=at < classes)
    else:
        tl.store(losses + row, 0.0)
        tl.store(lses + row, 0.0)
        if GRADIENT:
            for start in range(0, classes, BLOCK):
                at = start + tl.arange(0, BLOCK)
                tl.store(out + at, tl.zeros((BLOCK,), out.dtype.element_ty), mask=at < classes)


def triton_losses_and_gradient_(
    logits: Tensor, out: Tensor | None, rows: Rows, class_weight: Tensor | None, recipe: Recipe
) -> tuple[Tensor, Tensor]:
    """As `losses_and_gradient_` for chunks of shape (n, C), each row contiguous.

    Args:
        logits: the chunk, in any floating-point type.
        out: its shape, in any floating-point type; may be `logits` itself. None makes no gradient.
        rows: see `Rows`.
        class_weight: shape (C,), or None.
        recipe: see `Recipe`.

    Returns:
        The losses and the log-sum-exps of the rows, in the dtype of the factors; 0 where a row is not kept.
    """
    count, classes = logits.shape
    losses, lse = torch.empty_like(rows.factor), torch.empty_like(rows.factor)
    # A pointer that is not read still has to be one.
    nothing = rows.factor
    is_soft = rows.target.is_floating_point()
    targets = rows.target if is_soft and rows.target.stride(1) == 1 else rows.target.contiguous()
    block, warps = launch(classes, logits.element_size())
    if count:
        # Triton launches on the current device, whatever that of the tensors is.
        with torch.cuda.device_of(logits):  # type: ignore[no-untyped-call]
            _rows[(count,)](
                logits,
                nothing if out is None else out,
                targets,
                rows.factor.contiguous(),
                nothing if rows.kept is None else rows.kept.to(torch.uint8).contiguous(),
                nothing if class_weight is None else class_weight,
                losses,
                lse,
                logits.stride(0),
                0 if out is None else out.stride(0),
                targets.stride(0),
                classes,
                recipe.smoothing,
                recipe.z_loss,
                recipe.softcap,
                KEPT=rows.kept is not None,
                SOFT=is_soft,
                WEIGHT=class_weight is not None,
                SPREAD=is_soft or recipe.smoothing > 0,
                CAP=recipe.softcap > 0,
                GRADIENT=out is not None,
                ACC=tl.float64 if rows.factor.dtype == torch.float64 else tl.float32,
                BLOCK=block,
                num_warps=warps,
            )
    return losses, lse
