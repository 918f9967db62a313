"""Facts about a target that are certain."""

import numpy as np
import pytest

from rightloss.choose.measure import measure
from rightloss.choose.sample import InputError, Sample

RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("values", "step"),
    [
        (RNG.integers(2_500_000, 10_000_000, 500), 1.0),
        (RNG.integers(1, 10_000, 500) * 1000, 1000.0),
        (np.float32(RNG.integers(0, 50, 500) * 0.1).astype(float), 0.1),
        (RNG.normal(size=500) * 1e6, 0.0),
    ],
    ids=["large", "thousands", "float32", "real"],
)
def test_step(values: np.ndarray, step: float) -> None:
    assert measure(Sample(target=values)).step == step


def test_long_identifiers_are_told_apart() -> None:
    ids = np.int64(1_200_000_000_000_000_000) + np.arange(300) * 3
    profile = measure(Sample(target=ids, name="tweet_id"))
    assert profile.unique
    assert profile.levels == 300


def _beside(target: np.ndarray, name: str | None, column: str, **more: str) -> Sample:
    features = {column: (RNG.random(len(target)) < 0.6).astype(float)}
    return Sample(target=target, name=name, features=features, feature_rows=np.arange(len(target)), **more)  # type: ignore[arg-type]


TIMES = RNG.exponential(20.0, 200)


@pytest.mark.parametrize(
    ("name", "column", "event"),
    [
        ("follow_up_days", "death", "death"),
        (None, "event", "event"),
        ("y", "DEATH_EVENT", "DEATH_EVENT"),
        ("monthly_charges", "churn", None),
        ("platelets", "DEATH_EVENT", None),
        ("time", "delta", None),
    ],
)
def test_an_event_column_belongs_to_a_time(name: str | None, column: str, event: str | None) -> None:
    assert measure(_beside(TIMES, name, column)).event == event


def test_the_users_event_column_counts_whatever_it_is_called() -> None:
    profile = measure(_beside(TIMES, "platelets", "delta", event="delta"))
    assert profile.event == "delta"
    assert 0.4 < profile.event_share < 0.8


def test_an_event_column_needs_times() -> None:
    with pytest.raises(InputError, match="needs a target of times"):
        measure(_beside(TIMES - 50, "time", "delta", event="delta"))
