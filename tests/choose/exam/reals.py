"""Targets that are numbers on a line or on a circle."""

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from tests.choose.exam.case import LARGE, VISIBLE, Array, Case, Draw, case, design, huber_delta, linear

Make = Callable[[Generator, int], Draw]
CLEAN = "heavy-tailed outliers skewed heteroscedastic zero-inflated over-dispersed censored noisy-labels imbalanced"
ROBUST = "huber l1 smooth-l1"
GAUSSIAN = "gaussian-nll gaussian-log-variance-nll beta-weighted-gaussian-nll"
CIRCLE = "cosine-angle von-mises-nll"
TAILS = "60 rows cannot show a tail index"


def _normal(rng: Generator, n: int) -> Array:
    return rng.normal(size=n)


def _student(df: float) -> Callable[[Generator, int], Array]:
    return lambda rng, n: rng.standard_t(df, size=n)


def _contaminated(rng: Generator, n: int) -> Array:
    """Normal noise; one row in twenty with ten times the spread."""
    return rng.normal(size=n) * np.where(rng.random(n) < 0.05, 10.0, 1.0)


def _lopsided(rng: Generator, n: int) -> Array:
    return rng.exponential(size=n) * 2 - 2


def _number(
    name: str | None,
    noise: Callable[[Generator, int], Array] = _normal,
    *,
    scale: float = 1.0,
    shift: float = 0.0,
    step: float = 0.0,
    features: bool = True,
    column: bool = False,
) -> Make:
    """shift + scale * (2 * linear signal + noise); without features the noise alone."""

    def make(rng: Generator, n: int) -> Draw:
        x, columns = design(rng, n)
        error = noise(rng, n)
        target = shift + scale * (2 * linear(x) * features + error)
        target = (np.round(target / step) * step).astype(np.int64) if step else target
        target = target[:, None] if column else target
        given = columns if features else None
        return Draw(target=target, features=given, name=name, outputs=(1,), delta=huber_delta(scale * error))

    return make


def _fanning(rng: Generator, n: int) -> Draw:
    """Normal noise whose spread grows with the mean: from 0.3 to 5 over the range."""
    x, columns = design(rng, n)
    signal = linear(x)
    return Draw(target=3 * signal + np.exp(0.7 * signal) * rng.normal(size=n), features=columns, name="y")


def _long_feature(rng: Generator, n: int) -> Draw:
    """2 x + N(0, 1) with a log-normal x: skewed over all rows, normal at each x."""
    x = rng.lognormal(size=n)
    return Draw(target=2 * x + rng.normal(size=n), features={"x": x, "z": rng.normal(size=n)}, name="y")


def _long_signal(rng: Generator, n: int) -> Draw:
    """2 exp(x) + N(0, 1): as above, and no line through x fits it."""
    x = rng.normal(size=n)
    return Draw(target=2 * np.exp(x) + rng.normal(size=n), features={"x": x, "z": rng.normal(size=n)}, name="y")


def _ages(rng: Generator, n: int) -> Draw:
    x, columns = design(rng, n)
    age = np.clip(np.round(45 + 8 * linear(x) + 9 * rng.normal(size=n)), 18, 90).astype(np.int64)
    return Draw(target=age, features=columns, name="age")


def _years(rng: Generator, n: int) -> Draw:
    x, columns = design(rng, n)
    year = np.clip(np.round(1990 + 9 * linear(x) + 6 * rng.normal(size=n)), 1950, 2020).astype(np.int64)
    return Draw(target=year, features=columns, name="year")


def _turning(name: str | None, turn: float, *, start: float = 0.0, whole: bool = False, features: bool = True) -> Make:
    """A direction spread over the whole circle, concentrated around one that follows from two features."""

    def make(rng: Generator, n: int) -> Draw:
        x = rng.normal(size=(n, 2))
        angle = np.arctan2(x[:, 0], x[:, 1]) + 0.3 * rng.normal(size=n)
        target = start + np.mod(angle / (2 * np.pi), 1.0) * turn
        target = np.floor(target).astype(np.int64) if whole else target
        columns = {"u": x[:, 0], "v": x[:, 1]} if features else None
        return Draw(target=target, features=columns, name=name)

    return make


CASES: tuple[Case, ...] = (
    case("real-normal", _number("temperature"), "real", "mse", forbidden=CLEAN),
    case("real-neutral", _number("y", scale=40.0), "real", "mse", forbidden=CLEAN),
    case("real-alone", _number("y", features=False), "real", "mse", forbidden="over-dispersed zero-inflated"),
    case("real-bare", _number(None, scale=300.0, shift=-100.0), "real", "mse", forbidden=CLEAN),
    case("real-column", _number(None, column=True), "real", "mse", forbidden=CLEAN),
    case("real-whole", _number("temperature_celsius", scale=8.0, shift=4.0, step=1), "real", "mse", forbidden=CLEAN),
    case("real-long-feature", _long_feature, "real", "mse", forbidden=CLEAN, forbidden_from=300),
    case(
        "real-long-signal",
        _long_signal,
        "real",
        "mse",
        losses_small="huber",
        forbidden="skewed heavy-tailed",
        sizes=LARGE,
        note="at few rows no model follows the curve into its tail",
    ),
    *(
        case(f"real-{metric}", _number("y"), "real", "mse", metric=metric)
        for metric in ("rmse", "mse", "r2", "neg_root_mean_squared_error")
    ),
    case("real-mae", _number("y"), "real", "l1", metric="mae"),
    case("real-mae-scorer", _number("y"), "real", "l1", metric="neg_mean_absolute_error"),
    case(
        "real-pinball",
        _number("y"),
        "real",
        "pinball",
        metric="pinball:0.9",
        arguments={"quantile": lambda got: got == 0.9},
    ),
    case(
        "real-pinball-low",
        _number("y"),
        "real",
        "pinball",
        metric="pinball:0.1",
        arguments={"quantile": lambda got: got == 0.1},
    ),
    case("real-nll", _number("y"), "real", GAUSSIAN, metric="nll"),
    case("real-crps", _number("y"), "real", GAUSSIAN, metric="crps"),
    case(
        "real-heavy",
        _number("y", _student(2.0), scale=5.0),
        "real",
        ROBUST,
        losses_small="mse",
        required="heavy-tailed",
        required_from=300,
        sizes=VISIBLE,
        note=TAILS,
    ),
    case(
        "real-heavy-nll", _number("y", _student(2.5)), "real", "student-t-nll", metric="nll", sizes=VISIBLE, note=TAILS
    ),
    case(
        "real-heavy-rmse",
        _number("y", _student(2.5)),
        "real",
        "mse huber",
        metric="rmse",
        sizes=VISIBLE,
        note="the metric wants the mean; a robust loss may estimate the centre of symmetric noise better",
    ),
    case(
        "real-laplace",
        _number("y", lambda rng, n: rng.laplace(size=n)),
        "real",
        ROBUST,
        required="heavy-tailed",
        sizes=LARGE,
        note="the gain of 1.35 is known to a tenth only from some thousand rows",
    ),
    case(
        "real-outliers",
        _number("sensor_reading", _contaminated, scale=20.0),
        "real",
        ROBUST,
        any_of="outliers heavy-tailed",
        sizes=VISIBLE,
        note="three outliers in 60 rows, or none",
    ),
    case(
        "real-skewed",
        _number("y", _lopsided),
        "real",
        "mse l1 pinball",
        required="skewed",
        sizes=VISIBLE,
        note="mean and median differ: the metric decides; a Huber loss would aim at neither",
    ),
    case("real-skewed-rmse", _number("y", _lopsided), "real", "mse", metric="rmse"),
    case(
        "real-fanning",
        _fanning,
        "real",
        f"mse huber l1 {GAUSSIAN}",
        required="heteroscedastic",
        sizes=VISIBLE,
        note="the mixture of spreads has heavy tails; which matters depends on the metric",
    ),
    case("real-fanning-nll", _fanning, "real", GAUSSIAN, required="heteroscedastic", metric="nll", sizes=VISIBLE),
    case("real-fanning-crps", _fanning, "real", GAUSSIAN, metric="crps", sizes=VISIBLE),
    case("real-fanning-rmse", _fanning, "real", "mse", metric="rmse"),
    case("ages", _ages, "real positive", "mse huber gamma-deviance tweedie-deviance", note="whole years, symmetric"),
    case("years", _years, "real", "mse huber l1", note="calendar years: neither counts nor classes"),
    case(
        "levels-as-numbers",
        _number("y", step=1, shift=2.0),
        "real ordinal positive count",
        "mse",
        metric="rmse",
        note="the metric asks for the mean",
    ),
    case("task-regression", _number("y", step=1, scale=3.0), "real", "mse", task="regression"),
    case("hour", _turning("hour", 24, whole=True), "circular", CIRCLE, ruled_out="mse"),
    case("hour-alone", _turning("hour_of_day", 24, whole=True, features=False), "circular", CIRCLE),
    case("month", _turning("month", 12, start=1, whole=True), "circular", CIRCLE),
    case("wind-degrees", _turning("wind_direction", 360.0), "circular", CIRCLE),
    case("angle-radians", _turning("angle", 2 * np.pi, start=-np.pi), "circular", CIRCLE),
    case("bearing-nll", _turning("bearing", 360.0), "circular", "von-mises-nll", metric="nll"),
    case(
        "phase-neutral",
        _turning("y", 360.0, features=False),
        "circular real positive",
        f"{CIRCLE} mse l1 huber gamma-deviance tweedie-deviance",
        note="even over 0 to 360 without a name: may be an angle",
    ),
)
