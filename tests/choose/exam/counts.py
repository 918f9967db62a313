"""Targets that count."""

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from tests.choose.exam.case import VISIBLE, Array, Case, Draw, case, design, linear

Make = Callable[[Generator, int], Draw]
POISSON, NB, ZINB = "poisson-nll", "negative-binomial-nll", "zero-inflated-negative-binomial-nll"
TIGHT = "over-dispersed zero-inflated"
MEAN_FITS = "the Poisson loss stays consistent for the mean; the negative binomial is wanted for its spread"


def _poisson(rng: Generator, mean: Array) -> Array:
    return rng.poisson(mean)


def _negative_binomial(alpha: float) -> Callable[[Generator, Array], Array]:
    """Variance mean + alpha mean^2."""
    return lambda rng, mean: rng.poisson(mean * rng.gamma(1 / alpha, alpha, size=mean.shape))


def _inflated(share: float) -> Callable[[Generator, Array], Array]:
    """A Poisson count with a share of rows that can only be zero."""
    return lambda rng, mean: rng.poisson(mean) * (rng.random(mean.shape) >= share)


def _count(
    name: str | None,
    draw: Callable[[Generator, Array], Array],
    level: float,
    *,
    slope: float = 0.4,
    features: bool = True,
) -> Make:
    """A log-linear count of mean about exp(level)."""

    def make(rng: Generator, n: int) -> Draw:
        x, columns = design(rng, n)
        target = draw(rng, np.exp(level + slope * linear(x)))
        return Draw(target=target, features=columns if features else None, name=name, outputs=None)

    return make


def _with_missing(rng: Generator, n: int) -> Draw:
    draw = _count("visits", _poisson, 1.3)(rng, n)
    target = np.where(rng.random(n) < 0.1, np.nan, draw.target)
    return Draw(target=target, features=draw.features, name=draw.name)


def _steep(rng: Generator, n: int) -> Draw:
    """y|x ~ Poisson(exp(1 + x)): variance far above the mean over all rows, equal to it at each x."""
    x = rng.normal(size=n)
    return Draw(target=rng.poisson(np.exp(1 + x)), features={"x": x}, name="y")


def _negative_free(rng: Generator, n: int) -> Draw:
    return Draw(target=rng.poisson(4.0, size=n), name="goals")


CASES: tuple[Case, ...] = (
    case(
        "count-named",
        _count("visits", _poisson, 1.1),
        "count",
        POISSON,
        forbidden=TIGHT,
        losses_small=NB,
        forbidden_from=300,
        ruled_out="gamma-deviance",
    ),
    case(
        "count-large-mean",
        _count("n_clicks", _poisson, 5.3),
        "count",
        POISSON,
        forbidden=TIGHT,
        losses_small=NB,
        forbidden_from=300,
    ),
    case(
        "count-rare",
        _count("accident_count", _poisson, -1.2),
        "count",
        POISSON,
        forbidden=TIGHT,
        losses_small=NB,
        forbidden_from=300,
        note="values 0 to 4 only: the name says that it counts",
    ),
    case("count-floats-missing", _with_missing, "count", POISSON, forbidden=TIGHT, losses_small=NB, forbidden_from=300),
    case("count-alone", _negative_free, "count", POISSON, note="no features: nothing is known about dispersion"),
    case("count-neutral-steep", _steep, "count", POISSON, forbidden=TIGHT, losses_small=NB, forbidden_from=300),
    case(
        "count-neutral-alone",
        _count("y", _poisson, 1.1, features=False),
        "count",
        POISSON,
        note="from 0, one hump, a thin right tail",
    ),
    case(
        "count-neutral-large-alone",
        _count("y", _negative_binomial(0.5), 3.7, slope=0.0, features=False),
        "count positive",
        f"{POISSON} {NB} gamma-deviance",
        note="large whole numbers without a name: a count, or an amount in whole units",
    ),
    case(
        "count-over-dispersed",
        _count("num_claims", _negative_binomial(1.0), 1.5),
        "count",
        f"{POISSON} {NB}",
        required="over-dispersed",
        required_from=300,
        forbidden="zero-inflated",
        note=MEAN_FITS,
    ),
    case(
        "count-over-dispersed-nll",
        _count("num_claims", _negative_binomial(1.0), 1.5),
        "count",
        NB,
        losses_small=POISSON,
        required="over-dispersed",
        required_from=300,
        metric="nll",
    ),
    case(
        "count-many-zeros-not-inflated",
        _count("n_events", _negative_binomial(2.0), 0.7),
        "count",
        f"{POISSON} {NB}",
        required="over-dispersed",
        required_from=300,
        forbidden="zero-inflated",
        note="1.8 times the zeros of a Poisson fit, no more than a negative binomial fit",
    ),
    case(
        "count-zero-inflated",
        _count("fish_caught", _inflated(0.4), 1.9, slope=0.3),
        "count",
        f"{POISSON} {NB} {ZINB}",
        required="zero-inflated",
        sizes=VISIBLE,
        note=MEAN_FITS,
    ),
    case(
        "count-zero-inflated-nll",
        _count("fish_caught", _inflated(0.4), 1.9, slope=0.3),
        "count",
        ZINB,
        required="zero-inflated",
        metric="nll",
        sizes=VISIBLE,
    ),
    case(
        "count-rmse",
        _count("visits", _poisson, 1.1),
        "count",
        f"{POISSON} mse",
        metric="rmse",
        note="both are consistent for the mean",
    ),
    case("count-deviance", _count("visits", _negative_binomial(1.0), 1.1), "count", POISSON, metric="poisson-deviance"),
    case(
        "count-mae",
        _count("visits", _poisson, 1.8),
        "count",
        "l1",
        metric="mae",
        note="the absolute error rewards the median, a Poisson loss gives the mean",
    ),
    case(
        "count-nll",
        _count("visits", _poisson, 1.1),
        "count",
        POISSON,
        metric="nll",
        forbidden=TIGHT,
        losses_small=NB,
        forbidden_from=300,
    ),
    case("count-task", _count("y", _poisson, 1.1), "count", POISSON, losses_small=NB, task="count"),
)
