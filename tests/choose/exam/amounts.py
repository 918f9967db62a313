"""Targets that are amounts: positive, with a lump at zero, proportions, durations."""

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from tests.choose.exam.case import LARGE, VISIBLE, Array, Case, Draw, case, design, linear

Make = Callable[[Generator, int], Draw]
GAMMA, TWEEDIE, HURDLE, MSLE = "gamma-deviance", "tweedie-deviance", "hurdle-gamma-nll", "msle"
BCE = "binary-cross-entropy"
HAZARD, COX = "discrete-time-hazard-nll", "cox-partial-likelihood"
PARK = "below 2000 rows the variance power is uncertain by a third or more: a Tweedie power near 2 is as good"


def _gamma(rng: Generator, mean: Array) -> Array:
    return np.asarray(mean * rng.gamma(2.0, 0.5, size=mean.shape))


def _lognormal(rng: Generator, mean: Array) -> Array:
    return np.asarray(mean * np.exp(0.6 * rng.normal(size=mean.shape) - 0.18))


def _positive(
    name: str | None,
    draw: Callable[[Generator, Array], Array],
    level: float,
    *,
    step: float = 0.0,
    features: bool = True,
) -> Make:
    """A log-linear positive amount of mean about exp(level), rounded up to multiples of `step` where it has one."""

    def make(rng: Generator, n: int) -> Draw:
        x, columns = design(rng, n)
        target = draw(rng, np.exp(level + 0.5 * linear(x)))
        if step:
            target = (np.maximum(np.round(target / step), 1) * step).astype(np.int64)
        return Draw(target=target, features=columns if features else None, name=name)

    return make


def _lump(name: str | None, *, zeros: float = 0.7, features: bool = True) -> Make:
    """A gamma amount on some rows, exactly zero on the others, the share depending on the features."""

    def make(rng: Generator, n: int) -> Draw:
        x, columns = design(rng, n)
        odds = np.log((1 - zeros) / zeros) + 0.5 * linear(x)
        amount = _gamma(rng, np.exp(2 + 0.4 * linear(x))) * (rng.random(n) < 1 / (1 + np.exp(-odds)))
        return Draw(target=amount, features=columns if features else None, name=name)

    return make


def _compound(rng: Generator, n: int) -> Draw:
    """Claims of an insurance: a Poisson number of gamma amounts."""
    x, columns = design(rng, n)
    number = rng.poisson(np.exp(-0.8 + 0.4 * linear(x)))
    return Draw(
        target=rng.gamma(np.maximum(2 * number, 1e-9), 400.0) * (number > 0), features=columns, name="claim_cost"
    )


def _top_coded(rng: Generator, n: int) -> Draw:
    """Prices that were cut off at 50: about one row in eight."""
    x, columns = design(rng, n)
    return Draw(target=np.minimum(_lognormal(rng, np.exp(3.2 + 0.4 * linear(x))), 50.0), features=columns, name="value")


def _share(name: str | None, *, ends: float = 0.0, percent: bool = False, features: bool = True) -> Make:
    """A beta proportion of precision 12; a share `ends` of the rows is exactly 0 or 1."""

    def make(rng: Generator, n: int) -> Draw:
        x, columns = design(rng, n)
        mean = 1 / (1 + np.exp(-0.8 * linear(x)))
        target = rng.beta(12 * mean, 12 * (1 - mean))
        pure = rng.random(n) < ends
        pure[:2] = ends > 0
        target = np.where(pure, (rng.random(n) < mean).astype(float), np.clip(target, 1e-4, 1 - 1e-4))
        if ends:
            target[:2] = 0.0, 1.0
        target = np.round(100 * target).astype(np.int64) if percent else target
        return Draw(target=target, features=columns if features else None, name=name)

    return make


def _lifetime(name: str | None, *, months: bool = False, as_bool: bool = False, observed: bool = True) -> Make:
    """Weibull lifetimes in days, cut off by the end of the study (about 40 % of the rows)."""

    def make(rng: Generator, n: int) -> Draw:
        x, columns = design(rng, n)
        life = 400 * np.exp(-0.6 * linear(x)) * rng.weibull(1.3, size=n)
        end = rng.uniform(100, 900, size=n)
        time = np.minimum(life, end)
        time = np.ceil(time / 30).astype(np.int64) if months else time
        event = life <= end if as_bool else (life <= end).astype(np.int64)
        return Draw(target=time, features=columns, name=name, event=event if observed else None)

    return make


EITHER_SURVIVAL = "order of risks or the whole survival curve: nothing in the data decides without a metric"
MEANS = "all are consistent for the mean"

CASES: tuple[Case, ...] = (
    case(
        "positive-gamma",
        _positive("claim_amount", _gamma, 7.0),
        "positive",
        GAMMA,
        losses_small=TWEEDIE,
        forbidden="rounded",
        note=PARK,
    ),
    case("positive-neutral", _positive("y", _gamma, 1.0), "positive", GAMMA, losses_small=TWEEDIE, note=PARK),
    case(
        "positive-lognormal",
        _positive("y", _lognormal, 2.0),
        "positive",
        f"{GAMMA} {MSLE}",
        losses_small=TWEEDIE,
        note="a constant relative spread: gamma for the mean, squared log error for the median",
    ),
    case("positive-alone", _positive("income", _lognormal, 10.0, features=False), "positive", f"{GAMMA} {MSLE}"),
    case("price-integers", _positive("price", _lognormal, 7.0, step=1), "positive", f"{GAMMA} {MSLE} {TWEEDIE}"),
    case(
        "price-thousands",
        _positive("price", _lognormal, 12.3, step=1000),
        "positive",
        f"{GAMMA} {MSLE} {TWEEDIE}",
        required="rounded",
    ),
    case(
        "thousands-neutral",
        _positive("y", _lognormal, 12.3, step=1000),
        "positive",
        f"{GAMMA} {MSLE} {TWEEDIE}",
        required="rounded",
        note="multiples of a thousand are amounts, not counts or classes",
    ),
    case(
        "positive-rmse",
        _positive("price", _lognormal, 5.0),
        "positive",
        f"{GAMMA} {TWEEDIE} mse",
        metric="rmse",
        note=MEANS,
    ),
    case("positive-r2", _positive("y", _gamma, 5.0), "positive", f"{GAMMA} {TWEEDIE} mse", metric="r2", note=MEANS),
    case("positive-mae", _positive("price", _lognormal, 5.0), "positive", "l1", metric="mae"),
    case("positive-mape", _positive("price", _lognormal, 5.0), "positive", "mape", metric="mape"),
    case(
        "positive-smape",
        _positive("price", _lognormal, 5.0),
        "positive",
        f"mape l1 {MSLE}",
        metric="smape",
        note="no closed form: a relative or logarithmic loss stands in",
    ),
    case("positive-msle", _positive("price", _lognormal, 5.0), "positive", MSLE, metric="msle"),
    case("positive-rmsle", _positive("sales", _lognormal, 5.0), "positive", MSLE, metric="rmsle"),
    case(
        "positive-pinball",
        _positive("delivery_cost", _lognormal, 3.0),
        "positive real",
        "pinball",
        metric="pinball:0.9",
        arguments={"quantile": lambda got: got == 0.9},
    ),
    case("positive-gamma-deviance", _positive("y", _gamma, 1.0), "positive", GAMMA, metric="gamma-deviance"),
    case("lump-rain", _lump("rainfall_mm"), "zero-inflated-positive", f"{TWEEDIE} {HURDLE}", ruled_out=GAMMA),
    case(
        "lump-neutral-alone",
        _lump("y", zeros=0.5, features=False),
        "zero-inflated-positive",
        f"{TWEEDIE} {HURDLE}",
        ruled_out=GAMMA,
    ),
    case("lump-small", _lump("spend", zeros=0.2), "zero-inflated-positive", f"{TWEEDIE} {HURDLE}"),
    case("lump-claims", _compound, "zero-inflated-positive", f"{TWEEDIE} {HURDLE}", ruled_out=GAMMA),
    case("lump-rmse", _lump("spend", zeros=0.5), "zero-inflated-positive", f"{TWEEDIE} mse", metric="rmse", note=MEANS),
    case(
        "lump-nll",
        _lump("spend", zeros=0.5),
        "zero-inflated-positive",
        HURDLE,
        metric="nll",
        note="the Tweedie deviance is no likelihood",
    ),
    case("lump-mae", _lump("spend", zeros=0.5), "zero-inflated-positive", "l1", metric="mae"),
    case(
        "top-coded",
        _top_coded,
        "positive real",
        f"l1 huber mse pinball {GAMMA} {TWEEDIE} {MSLE}",
        any_of="censored bounded",
        sizes=VISIBLE,
        note="a pile at the maximum; torch has no Tobit loss to agree on",
    ),
    case("share-open", _share("coverage_fraction"), "proportion", f"{BCE} beta-nll"),
    case("share-open-neutral", _share("y"), "proportion", f"{BCE} beta-nll"),
    case("share-open-alone", _share("y", features=False), "proportion", f"{BCE} beta-nll"),
    case("share-open-nll", _share("y"), "proportion", "beta-nll", metric="nll"),
    case("share-open-rmse", _share("y"), "proportion", f"{BCE} mse", metric="rmse", note=MEANS),
    case("share-closed", _share("occupancy_rate", ends=0.1), "proportion", BCE, ruled_out="beta-nll"),
    case("share-closed-alone", _share("y", ends=0.1, features=False), "proportion", BCE, ruled_out="beta-nll"),
    case(
        "percent",
        _share("percent_complete", ends=0.05, percent=True),
        "proportion real",
        f"{BCE} mse",
        note="whole percents: a proportion after division by 100, or a bounded number",
    ),
    case(
        "duration-days",
        _lifetime("survival_days"),
        "duration",
        f"{COX} {HAZARD}",
        required="censored",
        ruled_out="mse",
        note=EITHER_SURVIVAL,
    ),
    case("duration-neutral", _lifetime("y", as_bool=True), "duration", f"{COX} {HAZARD}", required="censored"),
    case("duration-bare", _lifetime(None), "duration", f"{COX} {HAZARD}", required="censored"),
    case(
        "duration-months", _lifetime("tenure_months", months=True), "duration", f"{COX} {HAZARD}", required="censored"
    ),
    case("duration-c-index", _lifetime("time"), "duration", COX, metric="c-index"),
    case(
        "duration-nll",
        _lifetime("time", months=True),
        "duration",
        HAZARD,
        metric="nll",
        note="the Cox partial likelihood gives no distribution",
    ),
    case(
        "duration-no-event",
        _lifetime("delivery_minutes", observed=False),
        "positive duration",
        f"{GAMMA} {TWEEDIE} {MSLE} {COX} {HAZARD}",
        sizes=LARGE,
        note="times without an event column are amounts",
    ),
)
