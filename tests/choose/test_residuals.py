"""Statistics of residuals against what is known of the noise that they are drawn from."""

from collections.abc import Callable

import numpy as np
import pytest

from rightloss.choose.models import mean_predictions
from rightloss.choose.residuals import huber_ratio, park_slope, spread

RNG = np.random.default_rng(0)
X = RNG.normal(size=(5000, 5))


@pytest.mark.parametrize(
    "scale",
    [np.exp(0.9 * X[:, 0]), 0.2 + X[:, 1] ** 2, np.exp(0.4 * X[:, 0] - 0.6 * X[:, 2])],
    ids=["log-linear", "linear", "two"],
)
def test_uneven_spread_is_not_taken_for_heavy_tails(scale: np.ndarray) -> None:
    error = scale * RNG.normal(size=len(X))
    p, ratio, relative = spread(error, X[:, 0], X)
    assert p < 0.01
    assert ratio > 2
    assert relative.mean() == pytest.approx(1.0)
    assert huber_ratio(error)[0] > 1.05
    assert huber_ratio(error / relative)[0] < 1.1


def test_even_spread_stays_even() -> None:
    p, _, relative = spread(RNG.normal(size=len(X)), X[:, 0], X)
    assert p > 0.01
    assert relative.std() < 0.1


@pytest.mark.parametrize("draw", [RNG.exponential, RNG.lognormal, RNG.normal])
def test_the_fold_that_a_row_is_in_is_not_taken_for_a_spread(draw: Callable[..., np.ndarray]) -> None:
    """Skewed noise of even spread, predicted out of fold: at the 1 % level, four of thirty would be bad luck."""
    p_values = []
    for _ in range(30):
        x = RNG.normal(size=(280, 5))
        y = 2 * x[:, 0] + draw(size=280)
        fitted = mean_predictions(x, y)
        p_values.append(spread(y - fitted, fitted, x)[0])
    assert sum(p < 0.01 for p in p_values) <= 3


@pytest.mark.parametrize("power", [1.0, 2.0, 3.0])
def test_park_slope_is_the_power_of_the_variance(power: float) -> None:
    mean = np.exp(1.0 + 0.5 * X[:, 0])
    slope, error = park_slope(mean + 0.1 * mean ** (power / 2) * RNG.normal(size=len(X)), mean)
    assert slope == pytest.approx(power, abs=max(4 * error, 0.2))
