"""Targets whose name, dress or company points the wrong way."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.random import Generator

from tests.choose.exam.case import LARGE, VISIBLE, Array, Case, Draw, case, design, linear

Make = Callable[[Generator, int], Draw]
BCE, CE, POISSON, NB = "binary-cross-entropy", "cross-entropy", "poisson-nll", "negative-binomial-nll"
AMOUNT = "gamma-deviance tweedie-deviance msle"
LEVEL = f"mse huber l1 {AMOUNT}"
ZERO, HURDLE = "tweedie-deviance", "hurdle-gamma-nll"


def _alone(name: str | None, draw: Callable[[Generator, int], Any]) -> Make:
    return lambda rng, n: Draw(target=draw(rng, n), name=name)


def _beside(name: str | None, draw: Callable[[Generator, Array], Any], extra: str = "", share: float = 0.3) -> Make:
    """A target of three features, and where `extra` names one, a 0/1 column that has nothing to do with it."""

    def make(rng: Generator, n: int) -> Draw:
        x, columns = design(rng, n)
        target = draw(rng, linear(x))
        if extra:
            columns[extra] = (rng.random(n) < share).astype(int)
        return Draw(target=target, features=columns, name=name)

    return make


def _leaking(name: str, draw: Callable[[Generator, Array], Array], copy: Callable[[Array], Array]) -> Make:
    def make(rng: Generator, n: int) -> Draw:
        x, columns = design(rng, n)
        target = draw(rng, linear(x))
        return Draw(target=target, features=columns | {"late": copy(target)}, name=name)

    return make


def _censored(rng: Generator, n: int) -> Draw:
    x, columns = design(rng, n)
    true, end = np.ceil(rng.exponential(np.exp(4 + 0.5 * linear(x)))), rng.integers(4, 285, size=n)
    columns["DEATH_EVENT"] = (true < end).astype(int)
    return Draw(target=np.minimum(true, end).astype(int), features=columns, name="time")


def _gamma(rng: Generator, signal: Array, level: float, shape: float = 2.0) -> Array:
    return np.exp(level + 0.5 * signal) * rng.gamma(shape, 1 / shape, size=signal.shape)


def _often_zero(rng: Generator, signal: Array, level: float, share: float) -> Array:
    return np.where(rng.random(signal.shape) < share, 0.0, _gamma(rng, signal, level)).round().astype(int)


def _categorical(rng: Generator, n: int) -> pd.Series:
    return pd.Series(pd.Categorical(rng.choice([10, 20, 35], size=n)))


def _flags(rng: Generator, n: int) -> pd.Series:
    flags = pd.Series(rng.random(n) < 0.4, dtype="boolean")
    flags[rng.random(n) < 0.1] = pd.NA
    return flags


def _log_linear_spread(rng: Generator, n: int) -> Draw:
    x, columns = design(rng, n)
    return Draw(target=2 * linear(x) + 0.5 * np.exp(0.9 * x[:, 0]) * rng.normal(size=n), features=columns, name="y")


def _ten_steps(rng: Generator, n: int) -> Array:
    share = np.array([3, 1, 1, 2, 2, 6, 6, 12, 22, 20, 25]) / 100
    return rng.choice(11, size=n, p=share)


def _with_one(rng: Generator, noise: Array) -> Array:
    noise[rng.integers(len(noise))] = 1000.0
    return noise


def _truncated(rng: Generator, n: int) -> Array:
    drawn = rng.poisson(2.5, size=4 * n)
    return drawn[drawn > 0][:n]


def _two_class_mask(rng: Generator, n: int) -> Draw:
    masks = np.zeros((n, 24, 24), dtype=bool)
    for mask, (top, left) in zip(masks, rng.integers(0, 12, size=(n, 2)), strict=True):
        mask[top : top + 10, left : left + 10] = True
    return Draw(target=masks)


def _padded_tokens(rng: Generator, n: int) -> Draw:
    tokens = rng.zipf(1.4, size=(n, 32)).clip(1, 400) - 1
    tokens[:, -4:] = -100
    return Draw(target=tokens)


CASES: tuple[Case, ...] = (
    case(
        "charges-beside-churn",
        _beside("MonthlyCharges", lambda rng, s: _gamma(rng, s, 4, 10.0), "churn"),
        "positive",
        AMOUNT,
        note="churn is a feature here, not the event that ends the charges",
    ),
    case("time-beside-death", _censored, "duration", "cox-partial-likelihood discrete-time-hazard-nll"),
    case(
        "spending-in-whole-units",
        _beside("spend", lambda rng, s: _often_zero(rng, s, 5, 0.6)),
        "zero-inflated-positive",
        f"{ZERO} {HURDLE}",
        required="zero-inflated",
    ),
    case(
        "gains-rarely",
        _beside("capital_gain", lambda rng, s: _often_zero(rng, s, 8, 0.9)),
        "zero-inflated-positive",
        f"{ZERO} {HURDLE}",
        required="zero-inflated",
    ),
    case("category-of-numbers", _alone("route", _categorical), "nominal", CE),
    case("nullable-flags", _alone("flag", _flags), "binary", BCE),
    case(
        "number-of-classes",
        _alone("num_classes_attended", lambda rng, n: rng.poisson(4.0, size=n)),
        "count",
        f"{POISSON} {NB}",
    ),
    case("at-least-one", _alone("household_members_count", _truncated), "count", f"{POISSON} {NB}"),
    case("score-of-ten-steps", _alone("satisfaction_score", _ten_steps), "ordinal", "corn mse"),
    case(
        "customer-number",
        _alone("customer_id", lambda rng, n: rng.choice(9_000_000, size=n, replace=False) + 1_000_000),
        "identifier",
        "",
    ),
    case(
        "snowflake-id",
        _alone("tweet_id", lambda rng, n: 1_200_000_000_000_000_000 + np.cumsum(rng.integers(1, 50, size=n))),
        "identifier",
        "",
    ),
    case(
        "percentile",
        _alone("percentile", lambda rng, n: rng.integers(0, 101, size=n)),
        "proportion real",
        f"{BCE} mse huber l1",
        note="points of 100: a share, or a plain number",
    ),
    case(
        "day-of-year",
        _alone("day_of_year", lambda rng, n: rng.integers(1, 366, size=n)),
        "circular",
        "cosine-angle von-mises-nll",
        sizes=VISIBLE,
    ),
    case(
        "bond-ratings", _alone("bond", lambda rng, n: rng.choice(["AAA", "AA", "A", "BBB"], size=n)), "ordinal", "corn"
    ),
    case(
        "price-in-words",
        _alone("price", lambda rng, n: rng.choice(["low", "medium", "high"], size=n)),
        "ordinal",
        "corn",
    ),
    case(
        "heart-rate",
        _alone("heart_rate", lambda rng, n: rng.normal(75, 10, size=n).round().astype(int)),
        "real positive count",
        f"{LEVEL} {POISSON} {NB}",
        note="a rate that is no share, up to 100 or a little beyond",
    ),
    case("price-or-not", _alone("price", lambda rng, n: rng.integers(0, 2, size=n)), "binary", BCE),
    case("income-bracket", _alone("income", lambda rng, n: rng.choice(["<=50K", ">50K"], size=n)), "binary", BCE),
    case(
        "log-price",
        _beside("log_price", lambda rng, s: 12 + 0.4 * s + 0.15 * rng.normal(size=s.shape)),
        "real positive",
        LEVEL,
        note="a logarithm that happens to be positive",
    ),
    case("price-change", _beside("price_change", lambda rng, s: 5 * s + 8 * rng.normal(size=s.shape)), "real", "mse"),
    case(
        "log-linear-spread",
        _log_linear_spread,
        "real",
        "mse huber gaussian-nll beta-weighted-gaussian-nll",
        required="heteroscedastic",
        forbidden="heavy-tailed outliers",
        sizes=VISIBLE,
    ),
    case(
        "leak-of-a-number",
        _leaking("y", lambda rng, s: s + rng.normal(size=s.shape), lambda y: 2 * y + 1),
        "real",
        "mse",
        forbidden="heavy-tailed outliers heteroscedastic",
        forbidden_from=300,
    ),
    case(
        "leak-of-a-count",
        _leaking("clicks", lambda rng, s: rng.poisson(np.exp(1 + 0.4 * s)), lambda y: y),
        "count",
        f"{POISSON} {NB}",
        forbidden="over-dispersed zero-inflated",
        forbidden_from=2000,
    ),
    case(
        "leak-of-a-label",
        _leaking("y", lambda rng, s: (s + rng.logistic(size=s.shape) > 0).astype(int), lambda y: 1 - y),
        "binary",
        BCE,
        forbidden="noisy-labels",
    ),
    case(
        "mask-of-two-classes",
        _two_class_mask,
        "mask",
        f"{BCE} dice-cross-entropy",
        sizes=(60, 300),
        note="one logit per position is enough",
    ),
    case("tokens-with-padding", _padded_tokens, "mask nominal", CE, sizes=(60, 300)),
    case(
        "uniform-noise", _beside("y", lambda rng, s: s + rng.uniform(-1, 1, size=s.shape)), "real", "mse", sizes=LARGE
    ),
    case(
        "codes-far-apart",
        _alone("status_code", lambda rng, n: rng.choice([200, 301, 404, 500], size=n, p=[0.7, 0.1, 0.1, 0.1])),
        "nominal",
        CE,
    ),
    case(
        "codes-without-a-name",
        _alone(None, lambda rng, n: rng.choice([3, 17, 21, 58, 90], size=n)),
        "nominal",
        CE,
        note="a measured number of this spread takes more than five values",
    ),
    case("count-without-a-name", _alone(None, lambda rng, n: rng.poisson(2.5, size=n)), "count", f"{POISSON} {NB}"),
    case(
        "pressure-without-a-name",
        _alone(None, lambda rng, n: rng.normal(125, 18, size=n).round().astype(int)),
        "real positive",
        LEVEL,
        note="over-dispersed counts would reach further down",
    ),
    case(
        "rentals",
        _beside("cnt", lambda rng, s: rng.poisson(np.exp(4.5 + 0.6 * s) * rng.gamma(3, 1 / 3, size=s.shape))),
        "count",
        f"{POISSON} {NB}",
    ),
    case("score-of-five", _alone("score", lambda rng, n: rng.integers(1, 6, size=n)), "ordinal", "corn"),
    case(
        "degrees",
        _alone("highest_degree", lambda rng, n: rng.choice(["high school", "bachelor", "master", "phd"], size=n)),
        "ordinal",
        "corn",
    ),
    case(
        "one-gross-outlier",
        _beside("log_return", lambda rng, s: 0.01 * (s + _with_one(rng, rng.standard_t(2.2, size=s.shape)))),
        "real",
        "huber l1",
        required="heavy-tailed outliers",
        sizes=VISIBLE,
    ),
    case(
        "extra-zeros-at-a-low-mean",
        _beside("n_fish", lambda rng, s: rng.poisson(np.exp(1 + 0.4 * s)) * (rng.random(s.shape) > 0.4)),
        "count",
        f"{POISSON} {NB} zero-inflated-negative-binomial-nll",
        required="zero-inflated",
        sizes=VISIBLE,
    ),
    case(
        "even-but-skewed",
        _beside("y", lambda rng, s: 2 * s + 2 * rng.exponential(size=s.shape) - 2),
        "real",
        "mse l1 pinball",
        required="skewed",
        forbidden="heteroscedastic",
        forbidden_from=300,
        sizes=VISIBLE,
    ),
)
