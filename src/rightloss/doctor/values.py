"""The second witness: what the values of a tensor show, where its history is hidden."""

import torch

# Rows that are looked at; more would cost time and tell nothing new.
_ROWS = 512
_TOLERANCE = {torch.float64: 1e-6, torch.float32: 1e-4, torch.bfloat16: 3e-2, torch.float16: 5e-3}


def rows(x: torch.Tensor, dim: int) -> torch.Tensor:
    """Up to 512 rows of `x` along `dim`, (R, C) in float32 or float64, detached; empty where there are none."""
    with torch.no_grad():
        x = x.detach().movedim(dim, -1)
        while x.dim() > 2 and x[0].numel() // max(x.shape[-1], 1) >= _ROWS:
            x = x[0]
        x = x[:_ROWS].reshape(-1, x.shape[-1])[:_ROWS] if x.dim() > 1 else x.unsqueeze(0)
        return x if x.dtype == torch.float64 else x.float()


def tolerance(x: torch.Tensor) -> float:
    """How far rounding takes a sum of probabilities from 1."""
    return _TOLERANCE.get(x.dtype, 1e-4)


def are_probabilities(x: torch.Tensor, dim: int) -> bool:
    """Whether all rows along `dim` are in [0, 1] and sum to 1."""
    if not x.is_floating_point() or x.numel() == 0:
        return False
    sample, allowed = rows(x, dim), tolerance(x)
    inside = (sample >= 0).all() & (sample <= 1 + allowed).all()
    return bool(inside & ((sample.sum(-1) - 1).abs() < allowed * 10).all())


def are_log_probabilities(x: torch.Tensor, dim: int) -> bool:
    """Whether the exponentials of all rows along `dim` sum to 1."""
    if not x.is_floating_point() or x.numel() == 0:
        return False
    sample, allowed = rows(x, dim), tolerance(x)
    return bool((sample.logsumexp(-1).abs() < allowed * 10).all())


def share_unnormalised(x: torch.Tensor, dim: int) -> float:
    """Share of the rows along `dim` whose exponentials do not even nearly sum to 1."""
    if not x.is_floating_point() or x.numel() == 0:
        return 0.0
    off = rows(x, dim).logsumexp(-1).abs()
    return float(((off > 0.05) & torch.isfinite(off)).float().mean())


def low_and_high(x: torch.Tensor) -> tuple[float, float]:
    """The least and the greatest value; (0, 0) of nothing."""
    if x.numel() == 0:
        return 0.0, 0.0
    with torch.no_grad():
        low, high = x.detach().aminmax() if x.dtype != torch.bool else (x.min(), x.max())
        return float(low), float(high)


def is_binary(x: torch.Tensor) -> bool:
    """Whether all values are 0 or 1 and both occur."""
    with torch.no_grad():
        return bool(((x == 0) | (x == 1)).all() & (x == 0).any() & (x == 1).any())


def all_finite(x: torch.Tensor) -> bool:
    """Whether no value is infinite or NaN."""
    return not x.is_floating_point() or bool(torch.isfinite(x.detach()).all())
