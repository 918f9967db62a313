"""Features that give the target away are found, and nothing else is."""

from typing import Any

import numpy as np
import pytest

from rightloss.choose.api import choose
from rightloss.choose.leaks import find_leaks
from rightloss.choose.measure import measure
from rightloss.choose.sample import Sample

RNG = np.random.default_rng(0)
N = 400
X = RNG.normal(size=N)
Y = X + RNG.normal(size=N)
CODES = RNG.integers(0, 3, N)
NAMES = np.array(["red", "green", "blue"], dtype=object)


def _leaks(target: Any, feature: Any) -> tuple[str, ...]:
    return find_leaks({"f": feature}, target, measure(Sample(target=target)))


@pytest.mark.parametrize(
    ("target", "feature"),
    [
        (Y, 2 * Y + 1),
        (Y, -np.exp(Y)),
        (Y, np.where(np.arange(N) % 9 == 0, np.nan, Y)),
        (CODES, CODES + 7.0),
        (CODES, NAMES[CODES]),
        (NAMES[CODES], CODES.astype(float)),
        (CODES > 0, (CODES == 0).astype(float)),
    ],
    ids=["linear", "monotone", "gaps", "shifted", "named", "coded", "negated"],
)
def test_finds_copies_and_codings(target: Any, feature: Any) -> None:
    assert _leaks(target, feature) == ("f",)


@pytest.mark.parametrize(
    ("target", "feature"),
    [
        (Y, X),
        (Y, Y + 0.05 * RNG.normal(size=N)),
        (Y, np.arange(N).astype(float)),
        (CODES, np.where(np.arange(N) % 20 == 0, 0.0, CODES)),
        (CODES, np.array([f"row {index}" for index in range(N)], dtype=object)),
        (CODES[:20], CODES[:20].astype(float)),
    ],
    ids=["signal", "strong", "row-number", "nearly", "text", "few-rows"],
)
def test_strong_features_are_no_leaks(target: Any, feature: Any) -> None:
    assert _leaks(target, feature) == ()


def test_a_leak_is_said_and_left_out_of_the_residuals() -> None:
    choice = choose(Y, features={"x": X, "copy": 3 * Y})
    assert choice.best is not None
    assert choice.best.loss == "mse"
    assert "heavy-tailed" not in choice.traits
    assert any("'copy' gives the target away" in caveat for caveat in choice.best.caveats)


def test_a_leak_alone_leaves_the_target_alone() -> None:
    choice = choose(Y, features={"copy": 3 * Y})
    assert choice.best is not None
    assert choice.data["rows_for_residuals"] == 0
    assert any("gives the target away" in caveat for caveat in choice.best.caveats)
