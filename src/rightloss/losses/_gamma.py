"""Differences of log-gamma functions, exact also where the functions are far larger than it."""

import math

import torch
from torch import Tensor

from rightloss.losses import _common as common

# Above it three terms of Stirling's series are exact to 1e-13.
LOG_LARGE = math.log(100.0)


def stirling_rest(inverse: Tensor) -> Tensor:
    """ln Gamma(z) - ((z - 1/2) ln z - z + ln(2 pi) / 2) for z = 1 / inverse, at least 100."""
    square = inverse.square()
    return inverse * (1 / 12 - square * (1 / 360 - square / 1260))


def log1p_over(t: Tensor) -> Tensor:
    """log1p(t) / t for t above -1, and its limit 1 at t = 0."""
    small = t.abs() < 1e-4
    far = torch.where(small, torch.ones_like(t), t)
    return torch.where(small, 1 - t * (1 / 2 - t / 3), torch.log1p(far) / far)


def log_rising(y: Tensor, log_inverse: Tensor) -> Tensor:
    """ln Gamma(y + r) - ln Gamma(r) - y ln r for y = 0, 1, 2... and r = exp(-log_inverse), any size of r.

    Args:
        y: counts, any shape.
        log_inverse: minus ln r, the same shape.
    """
    is_large = log_inverse < -LOG_LARGE
    if common.is_all(~is_large):
        return _log_rising_directly(y, -log_inverse)
    inverse = torch.exp(torch.where(is_large, log_inverse, torch.full_like(log_inverse, -LOG_LARGE)))
    t = y * inverse
    rest = stirling_rest(inverse / (1 + t)) - stirling_rest(inverse)
    large = (y - 0.5) * torch.log1p(t) + y * (log1p_over(t) - 1) + rest
    log_r = torch.where(is_large, torch.zeros_like(log_inverse), -log_inverse)
    return torch.where(is_large, large, _log_rising_directly(y, log_r))


def _log_rising_directly(y: Tensor, log_r: Tensor) -> Tensor:
    r, is_some = torch.exp(log_r), (y > 0).to(y.dtype)
    # Gamma(r) = Gamma(1 + r) / r: r may be too small for its own logarithm of gamma. Multiplied by 0 it stays finite,
    # and a choice takes ten times as long.
    return (torch.lgamma(y + (1 - is_some) + r) - torch.lgamma(1 + r) + (1 - y) * log_r) * is_some
