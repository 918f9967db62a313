"""Differences of log-gamma functions against mpmath, at sizes where the functions themselves are useless."""

import math

import mpmath
import pytest
import torch

from rightloss.losses import _gamma as gamma

mpmath.mp.dps = 150
SIZES = (-100.0, -40.0, -20.0, -8.0, -4.7, -4.5, -1.0, 0.0, 3.0, 20.0)


@pytest.mark.parametrize("log_inverse", SIZES)
@pytest.mark.parametrize("y", [0, 1, 3, 50, 4000])
def test_log_rising(y: int, log_inverse: float) -> None:
    r = mpmath.exp(-mpmath.mpf(log_inverse))
    wanted = mpmath.loggamma(y + r) - mpmath.loggamma(r) - y * mpmath.log(r)
    got = gamma.log_rising(
        torch.tensor([float(y)], dtype=torch.float64), torch.tensor([log_inverse], dtype=torch.float64)
    )
    assert math.isclose(got.item(), float(wanted), rel_tol=1e-9, abs_tol=1e-9)


@pytest.mark.parametrize("z", [100.0, 1e3, 1e8, 1e30])
def test_stirling_rest(z: float) -> None:
    exact = mpmath.loggamma(z) - ((mpmath.mpf(z) - 0.5) * mpmath.log(z) - z + mpmath.log(2 * mpmath.pi) / 2)
    assert math.isclose(
        gamma.stirling_rest(torch.tensor(1 / z, dtype=torch.float64)).item(), float(exact), rel_tol=1e-7
    )


@pytest.mark.parametrize("t", [-0.5, -1e-6, 0.0, 1e-12, 1e-4, 0.3, 50.0])
def test_log1p_over(t: float) -> None:
    wanted = float(mpmath.log1p(t) / t) if t else 1.0
    assert math.isclose(gamma.log1p_over(torch.tensor(t, dtype=torch.float64)).item(), wanted, rel_tol=1e-11)
