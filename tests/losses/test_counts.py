"""Probabilities of counts at any size, against fifty digits."""

from typing import Any

import mpmath
import pytest
import torch

import rightloss
from rightloss.functional import (
    hurdle_negative_binomial_nll,
    hurdle_poisson_nll,
    negative_binomial_nll,
    zero_inflated_poisson_nll,
)
from rightloss.losses._counts import log_not_zero

FLOAT64 = torch.float64
ALL = torch.arange(4000, dtype=FLOAT64)


@pytest.mark.parametrize("dtype", [torch.float32, FLOAT64])
@pytest.mark.parametrize("log_surprise", [-200.0, -50.0, -20.0, -5.001, -4.999, -1.0, 0.0, 1.0, 3.0, 5.0])
def test_the_probability_of_not_zero(log_surprise: float, dtype: torch.dtype) -> None:
    x = torch.tensor(log_surprise, dtype=dtype, requires_grad=True)
    found = log_not_zero(x)
    (slope,) = torch.autograd.grad(found, x)
    with mpmath.workdps(50):
        t = mpmath.exp(mpmath.mpf(x.item()))
        value, wanted = mpmath.log(-mpmath.expm1(-t)), t / mpmath.expm1(t)
    accuracy = {"rel": 1e-6, "abs": 1e-7} if dtype == torch.float32 else {"rel": 1e-9, "abs": 1e-12}
    assert found.item() == pytest.approx(float(value), **accuracy)
    assert slope.item() == pytest.approx(float(wanted), **accuracy)


@pytest.mark.parametrize(
    ("loss", "parameters"),
    [
        (zero_inflated_poisson_nll, (1.3, -0.4)),
        (hurdle_poisson_nll, (0.3, 1.5)),
        (hurdle_poisson_nll, (0.3, -30.0)),
        (hurdle_negative_binomial_nll, (-0.5, 2.0, 0.7)),
        (hurdle_negative_binomial_nll, (-0.5, 2.0, -50.0)),
        (hurdle_negative_binomial_nll, (-0.5, -60.0, 0.0)),
    ],
)
def test_probabilities_of_all_counts_add_up_to_one(loss: object, parameters: tuple[float, ...]) -> None:
    x = torch.tensor(parameters, dtype=FLOAT64).expand(len(ALL), -1)
    p = torch.exp(-loss(x, ALL, reduction="none"))  # type: ignore[operator]
    assert p.sum().item() == pytest.approx(1, abs=1e-10)
    assert p[0] > 0
    assert p[1] > 0


@pytest.mark.parametrize(
    ("cls", "parameters"),
    [
        (rightloss.ZeroInflatedPoissonNLLLoss, (0.5, 0.3)),
        (rightloss.HurdlePoissonNLLLoss, (0.3, 0.5)),
        (rightloss.HurdleNegativeBinomialNLLLoss, (0.3, 0.5, 0.1)),
    ],
)
def test_the_predicted_mean_is_that_of_the_distribution(cls: Any, parameters: tuple[float, ...]) -> None:
    module = cls(reduction="none")
    x = torch.tensor(parameters, dtype=FLOAT64)
    p = torch.exp(-module(x.expand(len(ALL), -1), ALL))
    torch.testing.assert_close(module.predict(x), (p * ALL).sum())


def test_a_hurdle_with_the_zeros_of_its_counts_is_no_hurdle() -> None:
    log_mean, log_alpha = torch.tensor(0.7, dtype=FLOAT64), torch.tensor(-0.2, dtype=FLOAT64)
    plain = torch.stack([log_mean, log_alpha]).expand(50, 2)
    log_p = -negative_binomial_nll(plain[:1], ALL[:1])
    zero = log_p - torch.log(-torch.expm1(log_p))
    hurdle = torch.cat([zero.expand(50, 1), plain], 1)
    wanted = negative_binomial_nll(plain, ALL[:50], reduction="none")
    torch.testing.assert_close(hurdle_negative_binomial_nll(hurdle, ALL[:50], reduction="none"), wanted)
