"""Matrix products into memory that is there, summed in float32 whatever the operands are.

Of low-precision operands on the CPU a tile at a time is widened, so that no copy of a weight matrix is made.
"""

import torch
from torch import Tensor

_TILE = 4096  # rows of a weight matrix that are widened at a time


def product_(out: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """out = a @ b, where `out` is float32 or float64."""
    if a.dtype == b.dtype == out.dtype:
        return torch.mm(a, b, out=out)
    if out.device.type == "cuda" and a.dtype == b.dtype:
        return out.copy_(torch.mm(a, b, out_dtype=out.dtype))
    if b.shape[1] >= b.shape[0]:
        for start in range(0, b.shape[1], _TILE):
            part = slice(start, start + _TILE)
            out[:, part] = torch.mm(a.to(out.dtype), b[:, part].to(out.dtype))
        return out
    return add_product_(out.zero_(), a, b)


def add_product_(out: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """out += a @ b, where `out` is float32 or float64."""
    if a.dtype == b.dtype == out.dtype:
        return out.addmm_(a, b)
    if out.device.type == "cuda":
        low = b.dtype if a.dtype == out.dtype else a.dtype
        return out.add_(torch.mm(a.to(low), b.to(low), out_dtype=out.dtype))
    if out.shape[0] > b.shape[0]:
        for start in range(0, out.shape[0], _TILE):
            part = slice(start, start + _TILE)
            out[part].addmm_(a[part].to(out.dtype), b.to(out.dtype))
        return out
    for start in range(0, b.shape[0], _TILE):
        part = slice(start, start + _TILE)
        out.addmm_(a[:, part].to(out.dtype), b[part].to(out.dtype))
    return out
