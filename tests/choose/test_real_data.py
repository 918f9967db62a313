"""Columns of the data sets that scikit-learn and statsmodels bundle: what `choose` may say of each, and why."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd
import pytest

from rightloss.choose.api import choose

GAMMA, TWEEDIE, MSLE, HURDLE = "gamma-deviance", "tweedie-deviance", "msle", "hurdle-gamma-nll"
POISSON, NB, ZINB = "poisson-nll", "negative-binomial-nll", "zero-inflated-negative-binomial-nll"
BCE, CE, BETA = "binary-cross-entropy", "cross-entropy", "beta-nll"
COX, HAZARD = "cox-partial-likelihood", "discrete-time-hazard-nll"
AMOUNT = f"{GAMMA} {TWEEDIE} {MSLE}"
LEVEL = f"mse huber l1 {AMOUNT}"  # positive, far from zero: mean and spread decide, any of these is defensible


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a bundled data set, the answers that are accepted, and why.

    Attributes:
        read: gives the data frame, features included.
        drop: columns that give the target away, or belong to it.
        event: the event column of a duration.
    """

    id: str
    read: Callable[[], pd.DataFrame]
    target: str
    kinds: str
    losses: str
    why: str
    metric: str | None = None
    drop: tuple[str, ...] = ()
    event: str | None = None
    required: str = ""


@cache
def _sklearn(name: str) -> pd.DataFrame:
    import sklearn.datasets

    bunch = getattr(sklearn.datasets, f"load_{name}")(as_frame=True)
    return bunch.frame


@cache
def _statsmodels(name: str) -> pd.DataFrame:
    import statsmodels.datasets

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the loaders' own
        return getattr(statsmodels.datasets, name).load_pandas().data


def _iris_names() -> pd.DataFrame:
    frame = _sklearn("iris").copy()
    return frame.assign(species=frame.pop("target").map({0: "setosa", 1: "versicolor", 2: "virginica"}))


def _star98_share() -> pd.DataFrame:
    frame = _statsmodels("star98").copy()
    above = frame.pop("NABOVE")
    return frame.assign(share_above=above / (above + frame.pop("NBELOW")))


def column(where: str, target: str, kinds: str, losses: str, why: str, **more: Any) -> Column:
    """A Column read by "library.name"."""
    library, name = where.split(".")
    read = (lambda: _sklearn(name)) if library == "sklearn" else (lambda: _statsmodels(name))
    suffix = f":{more['metric']}" if "metric" in more else ""
    named = {"read": read, "id": f"{name}.{target}{suffix}", **more}
    return Column(target=target, kinds=kinds, losses=losses, why=why, **named)


CODES, SCORE = "nominal ordinal", "real positive count"
COLUMNS: tuple[Column, ...] = (
    column("sklearn.iris", "species", "nominal", CE, "three species by name", read=_iris_names, id="iris.species"),
    column("sklearn.iris", "target", CODES, f"{CE} corn", "the same as 0, 1, 2: the name does not say"),
    column("sklearn.wine", "target", CODES, f"{CE} corn", "three cultivars as 0, 1, 2"),
    column("sklearn.digits", "target", CODES, f"{CE} corn", "ten digits; their order is not meant, but is there"),
    column("sklearn.digits", "target", CODES, CE, "accuracy asks for classes", metric="accuracy"),
    column("sklearn.breast_cancer", "target", "binary", BCE, "benign or malignant"),
    column("sklearn.breast_cancer", "target", "binary", BCE, "AUC: any proper loss", metric="auc"),
    column(
        "sklearn.diabetes",
        "target",
        SCORE,
        f"mse huber {GAMMA} {TWEEDIE} {POISSON} {NB}",
        "whole numbers of 25 to 346, nameless: a score, and a large count looks the same",
    ),
    column("sklearn.diabetes", "target", SCORE, "l1", "the median", metric="mae"),
    column("sklearn.diabetes", "target", SCORE, f"mse {GAMMA} {TWEEDIE} {POISSON}", "the mean", metric="r2"),
    column("statsmodels.anes96", "PID", "ordinal nominal", f"corn {CE}", "party identification, 0 to 6; no identifier"),
    column("statsmodels.anes96", "PID", "ordinal nominal real", "corn mse", "ordered agreement", metric="qwk"),
    column("statsmodels.anes96", "selfLR", "ordinal nominal", f"corn {CE}", "left to right, 1 to 7"),
    column("statsmodels.anes96", "educ", "ordinal nominal", f"corn {CE}", "level of education, 1 to 7"),
    column("statsmodels.anes96", "vote", "binary", BCE, "two candidates"),
    column("statsmodels.anes96", "age", "real positive", LEVEL, "age in years, neither count nor class"),
    column(
        "statsmodels.anes96",
        "TVnews",
        "count ordinal nominal",
        f"{POISSON} {NB} {ZINB} corn {CE}",
        "days per week, 0 to 7: a bounded count, or a scale",
    ),
    column("statsmodels.anes96", "logpopul", "real", "mse huber l1", "a logarithm, negative too", drop=("popul",)),
    column("statsmodels.randhie", "mdvis", "count", f"{POISSON} {NB}", "doctor visits", required="over-dispersed"),
    column("statsmodels.randhie", "mdvis", "count", f"{NB} {ZINB}", "variance five times the mean", metric="nll"),
    column("statsmodels.fair", "affairs", "zero-inflated-positive", f"{TWEEDIE} {HURDLE}", "two thirds exact zeros"),
    column("statsmodels.fair", "affairs", "zero-inflated-positive", HURDLE, "a distribution is wanted", metric="nll"),
    column("statsmodels.fair", "rate_marriage", "ordinal", "corn", "a rating of 1 to 5"),
    column("statsmodels.fair", "occupation", "nominal ordinal", f"{CE} corn", "codes 1 to 6, loosely ordered"),
    column(
        "statsmodels.heart",
        "survival",
        "duration",
        f"{COX} {HAZARD}",
        "days, a third censored",
        event="censors",
        required="censored",
    ),
    column("statsmodels.heart", "survival", "duration", COX, "order of risks", event="censors", metric="c-index"),
    column(
        "statsmodels.engel",
        "foodexp",
        "positive",
        AMOUNT,
        "food expenditure; its spread grows with its mean, as a gamma's does",
    ),
    column("statsmodels.engel", "foodexp", "positive real", "pinball", "Koenker's quantiles", metric="pinball:0.9"),
    column(
        "statsmodels.star98",
        "NABOVE",
        "count positive",
        f"{POISSON} {NB} {AMOUNT}",
        "pupils, 4 to 9324",
        drop=("NBELOW",),
    ),
    column(
        "statsmodels.star98",
        "share_above",
        "proportion",
        f"{BCE} {BETA}",
        "pupils above / all",
        read=_star98_share,
        id="star98.share_above",
    ),
    column("statsmodels.ccard", "AVGEXP", "positive", f"{AMOUNT}", "credit card expenditure, 10 to 1898"),
    column("statsmodels.ccard", "OWNRENT", "binary", BCE, "owns or rents, in 72 rows"),
    column("statsmodels.cpunish", "EXECUTIONS", "count", f"{POISSON} {NB}", "executions in 17 states: 1 to 37"),
    column("statsmodels.cancer", "cancer", "count", f"{POISSON} {NB}", "deaths by county, 0 to 360"),
    column(
        "statsmodels.committee",
        "BILLS104",
        "count positive",
        f"{POISSON} {NB} {AMOUNT}",
        "bills in 20 committees, 1 to 355: counts, or amounts if the name says nothing",
    ),
    column("statsmodels.copper", "WORLDCONSUMPTION", "positive real", LEVEL, "copper consumption in 25 years"),
    column("statsmodels.grunfeld", "invest", "positive", AMOUNT, "investment of firms, 1 to 1487"),
    column("statsmodels.grunfeld", "firm", "nominal", CE, "eleven firms by name"),
    column(
        "statsmodels.longley",
        "TOTEMP",
        "real positive count",
        f"{LEVEL} {POISSON} {NB}",
        "employment in thousands, all different: a quantity, no identifier",
    ),
    column("statsmodels.spector", "GRADE", "binary", BCE, "whether the grade rose: the name suggests a scale"),
    column("statsmodels.spector", "GPA", "positive real", LEVEL, "grade point average, 2.06 to 4"),
    column(
        "statsmodels.stackloss",
        "STACKLOSS",
        "positive real count",
        f"{LEVEL} {POISSON} {NB}",
        "ammonia lost, in tenths of a percent, 21 rows",
    ),
    column(
        "statsmodels.strikes",
        "duration",
        "duration positive count",
        f"{AMOUNT} {COX} {HAZARD} {NB} {POISSON}",
        "days of strikes; all of them ended",
    ),
    column(
        "statsmodels.sunspots",
        "SUNACTIVITY",
        "positive zero-inflated-positive real",
        f"{TWEEDIE} {HURDLE} {POISSON} mse huber",
        "activity, never negative, three exact zeros",
    ),
    column("statsmodels.modechoice", "mode", "nominal ordinal", f"{CE} corn", "four modes of travel as 1 to 4"),
    column("statsmodels.modechoice", "choice", "binary", BCE, "chosen or not"),
    column("statsmodels.nile", "volume", "real positive count", f"{LEVEL} {POISSON} {NB}", "yearly flow, 456 to 1370"),
    column("statsmodels.statecrime", "murder", "positive real", LEVEL, "murders per 100,000, one state far out"),
    column("statsmodels.scotland", "YES", "proportion real positive", f"{BCE} {BETA} {LEVEL}", "percent yes, 47 to 75"),
    column("statsmodels.fertility", "Country Code", "identifier", "", "one code per row"),
    column("statsmodels.macrodata", "infl", "real", "mse huber l1 student-t-nll", "inflation, negative too"),
    column("statsmodels.elnino", "JAN", "real positive", LEVEL, "sea surface temperature in January"),
    column("statsmodels.co2", "co2", "real positive", LEVEL, "parts per million, 313 to 374, some missing"),
    column(
        "statsmodels.macrodata",
        "quarter",
        "circular ordinal nominal",
        f"cosine-angle von-mises-nll corn {CE}",
        "quarter of the year: a cycle, or four ordered parts",
        drop=("year",),
    ),
)


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.id)
def test_real_column(column: Column) -> None:
    frame = column.read()
    beside = frame.drop(columns=[column.target, *column.drop, *([column.event] if column.event else [])])
    asked = {"metric": column.metric, "event": frame[column.event] if column.event else None}
    choice = choose(
        frame[column.target],
        features=beside if beside.shape[1] else None,
        **{key: value for key, value in asked.items() if value is not None},
    )
    got = choice.best.loss if choice.best else ""
    assert choice.kind in column.kinds.split(), column.why
    assert got in column.losses.split() or got == column.losses, column.why
    assert set(column.required.split()) <= set(choice.traits), column.why


def test_linnerud_has_three_outputs() -> None:
    import sklearn.datasets

    bunch = sklearn.datasets.load_linnerud(as_frame=True)
    choice = choose(bunch.target, features=bunch.data)
    assert choice.kind == "multi-output"
    assert choice.best is not None
    assert (choice.best.loss, choice.best.outputs) == ("mse", 3)
