"""Cross-entropy of rows in Triton: one program per row, two walks over its classes, nothing of their size kept.

The first walk finds the log-sum-exp online, the second writes the gradient. Offsets are 64 bits wide, and nothing waits
for the host. With TRITON_INTERPRET=1 in the environment the same code runs on the CPU, slowly.
"""

from typing import Any

import torch
import triton
import triton.language as tl
from torch import Tensor

from rightloss.kernels._softmax import Rows
from rightloss.losses.multiclass._recipe import Recipe


@triton.jit  # type: ignore[untyped-decorator]
def _bend(x: Any, softcap: Any, CAP: tl.constexpr) -> Any:
    """c tanh(x / c), and its slope."""
    slope = tl.full(x.shape, 1.0, x.dtype)
    if CAP:
        bent = 2 / (1 + tl.exp(-2 * x / softcap)) - 1
        slope = 1 - bent * bent
        x = softcap * bent
    return x, slope


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
    classes: Any,
    smoothing: Any,
    z_loss: Any,
    softcap: Any,
    all_weights: Any,
    KEPT: tl.constexpr,
    WEIGHT: tl.constexpr,
    SMOOTH: tl.constexpr,
    CAP: tl.constexpr,
    GRADIENT: tl.constexpr,
    ACC: tl.constexpr,
    BLOCK: tl.constexpr,
) -> None:
    row = tl.program_id(0).to(tl.int64)
    logits += row * logits_stride
    out += row * out_stride
    here = True
    if KEPT:
        here = tl.load(kept + row) != 0
    if here:
        target = tl.load(targets + row)
        wanted = tl.full((1,), 0, ACC) + tl.load(logits + target).to(ACC)
        wanted, _ = _bend(wanted, softcap, CAP)
        wanted = tl.sum(wanted, 0)
        peak = tl.full((), float("-inf"), ACC)
        total = tl.full((), 0, ACC)
        gaps = tl.full((), 0, ACC)
        for start in range(0, classes, BLOCK):
            at = start + tl.arange(0, BLOCK)
            x = tl.load(logits + at, mask=at < classes, other=float("-inf")).to(ACC)
            x, _ = _bend(x, softcap, CAP)
            x = tl.where(at < classes, x, float("-inf"))
            higher = tl.maximum(peak, tl.max(x, 0))
            base = tl.where(higher == float("-inf"), 0.0, higher)
            total = total * tl.exp(peak - base) + tl.sum(tl.exp(x - base), 0)
            peak = higher
            if SMOOTH:
                gap = tl.where(at < classes, wanted - x, 0.0)
                if WEIGHT:
                    gap = gap * tl.load(weights + at, mask=at < classes, other=0.0).to(ACC)
                gaps += tl.sum(gap, 0)
        single = tl.full((), 1, ACC)
        if WEIGHT:
            single = tl.load(weights + target).to(ACC)
        share = smoothing / classes
        single = single * (1 - smoothing)
        height = single + share * all_weights
        surprise = (peak - wanted) + tl.log(total)
        lse = peak + tl.log(total)
        tl.store(losses + row, height * surprise + share * gaps + z_loss * lse * lse)
        tl.store(lses + row, lse)
        if GRADIENT:
            factor = tl.load(factors + row).to(ACC)
            rise = (height + 2 * z_loss * lse) * factor
            for start in range(0, classes, BLOCK):
                at = start + tl.arange(0, BLOCK)
                x = tl.load(logits + at, mask=at < classes, other=float("-inf")).to(ACC)
                x, slope = _bend(x, softcap, CAP)
                g = rise * (tl.exp(x - peak) / total)
                g -= tl.where(at == target, single * factor, 0.0)
                if SMOOTH:
                    even = share * factor
                    if WEIGHT:
                        even = even * tl.load(weights + at, mask=at < classes, other=0.0).to(ACC)
                    g -= even
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
    """As `losses_and_gradient_` for class indices and chunks of shape (n, C), each row contiguous.

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
    all_weights = float(classes) if class_weight is None else 0.0
    if class_weight is not None and recipe.smoothing:
        all_weights = float(class_weight.sum())
    block = min(triton.next_power_of_2(classes), 4096)
    if count:
        _rows[(count,)](
            logits,
            nothing if out is None else out,
            rows.target.contiguous(),
            rows.factor.contiguous(),
            nothing if rows.kept is None else rows.kept.to(torch.uint8).contiguous(),
            nothing if class_weight is None else class_weight,
            losses,
            lse,
            logits.stride(0),
            0 if out is None else out.stride(0),
            classes,
            recipe.smoothing,
            recipe.z_loss,
            recipe.softcap,
            all_weights,
            KEPT=rows.kept is not None,
            WEIGHT=class_weight is not None,
            SMOOTH=recipe.smoothing > 0,
            CAP=recipe.softcap > 0,
            GRADIENT=out is not None,
            ACC=tl.float64 if rows.factor.dtype == torch.float64 else tl.float32,
            BLOCK=block,
            num_warps=min(16, max(4, block // 256)),
        )
    return losses, lse
