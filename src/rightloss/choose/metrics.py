"""The metrics that users are judged by: which functional each rewards, and which targets it can score.

Sources: Gneiting 2011 (doi:10.1198/jasa.2011.r10138) for point forecasts, Gneiting & Raftery 2007
(doi:10.1198/016214506000001437) for probabilities; the rest is named at the entry.
"""

import difflib
from dataclasses import dataclass
from typing import Literal

from rightloss.choose.result import Kind
from rightloss.choose.sample import InputError

Functional = Literal[
    "mean",
    "median",
    "weighted-median",
    "log-mean",
    "quantile",
    "distribution",
    "class-probabilities",
    "threshold",
    "balanced",
    "order",
    "ordered-classes",
    "ranking",
    "survival-order",
    "hazard",
    "overlap",
    "direction",
]

NUMERIC: tuple[Kind, ...] = (
    "count",
    "positive",
    "zero-inflated-positive",
    "proportion",
    "real",
    "circular",
    "multi-output",
    "ordinal",
    "duration",
)
CLASSES: tuple[Kind, ...] = ("binary", "nominal", "ordinal", "multi-label", "soft-label", "mask")


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A metric.

    Attributes:
        name: as users write it.
        aliases: other spellings, scikit-learn's scorer names among them.
        rewards: the functional of the target's distribution that scores best.
        kinds: targets that it can score.
        low: the smallest target it is defined for (exclusive where `open_low`).
        open_low: whether `low` itself is excluded.
        after: what is left to do after training, "" where nothing.
        source: where the rule comes from.
        parameter: default of its parameter, where it has one (pinball's quantile).
    """

    name: str
    rewards: Functional
    kinds: tuple[Kind, ...]
    aliases: tuple[str, ...] = ()
    low: float = float("-inf")
    open_low: bool = False
    after: str = ""
    source: str = "Gneiting 2011"
    parameter: float | None = None


_SCORING_RULES = "Gneiting & Raftery 2007"
_THRESHOLD = "tune the decision threshold on validation data and store it with the model."

_ALL = (
    Metric(name="rmse", rewards="mean", kinds=NUMERIC, aliases=("root-mean-squared-error",)),
    Metric(name="mse", rewards="mean", kinds=NUMERIC, aliases=("mean-squared-error", "l2")),
    Metric(name="r2", rewards="mean", kinds=NUMERIC, aliases=("r-squared", "d2", "explained-variance")),
    Metric(
        name="mae",
        rewards="median",
        kinds=NUMERIC,
        aliases=("mean-absolute-error", "l1", "median-absolute-error", "d2-absolute-error-score"),
    ),
    Metric(
        name="mape",
        rewards="weighted-median",
        kinds=NUMERIC,
        aliases=("mean-absolute-percentage-error",),
        after="MAPE explodes for targets near zero; look at the smallest ones before you trust it.",
    ),
    Metric(
        name="smape",
        rewards="weighted-median",
        kinds=NUMERIC,
        aliases=("symmetric-mape", "symmetric-mean-absolute-percentage-error"),
        after="sMAPE has no closed-form optimum; the weighted median is a close stand-in.",
    ),
    Metric(
        name="msle",
        rewards="log-mean",
        kinds=NUMERIC,
        low=-1.0,
        open_low=True,
        aliases=("rmsle", "mean-squared-log-error", "root-mean-squared-log-error"),
        after="undo the logarithm with expm1, and do not correct for the mean (no smearing).",
    ),
    Metric(
        name="pinball",
        rewards="quantile",
        kinds=NUMERIC,
        aliases=("quantile", "mean-pinball-loss", "coverage", "winkler", "d2-pinball-score"),
        parameter=0.5,
        after="check the coverage on held-out data; conformal calibration corrects it.",
        source="Koenker & Bassett 1978",
    ),
    Metric(
        name="nll",
        rewards="distribution",
        kinds=(*NUMERIC, *CLASSES),
        aliases=("negative-log-likelihood", "log-likelihood", "log-score"),
        after="check the calibration of the predicted distribution (probability integral transform).",
        source=_SCORING_RULES,
    ),
    Metric(
        name="crps",
        rewards="distribution",
        kinds=(*NUMERIC, *CLASSES),
        aliases=("continuous-ranked-probability-score",),
        after="check the calibration of the predicted distribution (probability integral transform).",
        source=_SCORING_RULES,
    ),
    Metric(
        name="poisson-deviance",
        rewards="mean",
        kinds=("count", "positive", "zero-inflated-positive", "real", "proportion", "ordinal"),
        low=0.0,
        aliases=("mean-poisson-deviance",),
    ),
    Metric(
        name="gamma-deviance",
        rewards="mean",
        kinds=("positive", "count", "real", "duration", "proportion", "ordinal"),
        low=0.0,
        open_low=True,
        aliases=("mean-gamma-deviance",),
    ),
    Metric(
        name="tweedie-deviance",
        rewards="mean",
        kinds=("count", "positive", "zero-inflated-positive", "real", "proportion", "ordinal"),
        low=0.0,
        aliases=("mean-tweedie-deviance",),
    ),
    Metric(
        name="log-loss",
        rewards="class-probabilities",
        kinds=CLASSES,
        aliases=("logloss", "cross-entropy", "binary-cross-entropy", "d2-log-loss-score"),
        after="temperature scaling on validation data sharpens the calibration.",
        source=_SCORING_RULES,
    ),
    Metric(
        name="brier",
        rewards="class-probabilities",
        kinds=CLASSES,
        aliases=("brier-score", "brier-score-loss", "d2-brier-score"),
        after="temperature scaling on validation data sharpens the calibration.",
        source=_SCORING_RULES,
    ),
    Metric(
        name="ece",
        rewards="class-probabilities",
        kinds=CLASSES,
        aliases=("calibration-error", "expected-calibration-error"),
        after="temperature scaling on validation data lowers the calibration error.",
        source=_SCORING_RULES,
    ),
    Metric(
        name="perplexity",
        rewards="class-probabilities",
        kinds=CLASSES,
        aliases=("ppl",),
        source=_SCORING_RULES,
        after="perplexity is exp of the mean cross-entropy per token; average over tokens, not over batches.",
    ),
    Metric(
        name="accuracy",
        rewards="class-probabilities",
        kinds=CLASSES,
        aliases=("acc", "top-1", "top-k-accuracy"),
    ),
    Metric(
        name="balanced-accuracy",
        rewards="balanced",
        kinds=CLASSES,
        aliases=("bacc", "macro-recall", "recall-macro"),
        after="subtract the log prior from the logits before argmax (two classes: threshold at the prevalence).",
        source="Menon et al. 2021",
    ),
    Metric(
        name="f1",
        rewards="threshold",
        kinds=CLASSES,
        aliases=(
            "f1-score",
            "f1-macro",
            "f1-micro",
            "f1-weighted",
            "f1-samples",
            "fbeta",
            "f-beta",
            "precision",
            "recall",
        ),
        after=_THRESHOLD,
        source="Lipton et al. 2014",
    ),
    Metric(
        name="mcc",
        rewards="threshold",
        kinds=CLASSES,
        aliases=("matthews-corrcoef", "matthews", "kappa", "cohen-kappa"),
        after=_THRESHOLD,
        source="Lipton et al. 2014",
    ),
    Metric(
        name="auc",
        rewards="order",
        kinds=CLASSES,
        aliases=(
            "roc-auc",
            "auroc",
            "roc-auc-ovr",
            "roc-auc-ovo",
            "roc-auc-ovr-weighted",
            "roc-auc-ovo-weighted",
        ),
        source="Agarwal 2014",
    ),
    Metric(
        name="average-precision",
        rewards="order",
        kinds=CLASSES,
        aliases=("ap", "map", "pr-auc", "auprc"),
        source="Agarwal 2014",
    ),
    Metric(
        name="qwk",
        rewards="ordered-classes",
        kinds=("ordinal", "nominal", "count", "real", "binary"),
        aliases=("quadratic-weighted-kappa", "weighted-kappa", "quadratic-kappa"),
        after="tune the cut points between the levels on validation data.",
        source="Shi, Cao & Raschka 2021",
    ),
    Metric(
        name="ndcg",
        rewards="ranking",
        kinds=("ordinal", "count", "real", "nominal", "binary", "positive"),
        aliases=("mrr", "ndcg-score", "label-ranking-average-precision"),
        after="the lists need a query id: only items of one query are compared.",
        source="Bruch et al. 2019",
    ),
    Metric(
        name="c-index",
        rewards="survival-order",
        kinds=("duration",),
        aliases=("concordance", "concordance-index", "cindex", "harrell-c"),
        after="the C-index is blind to calibration; report an integrated Brier score beside it.",
        source="Blanche et al. 2019",
    ),
    Metric(
        name="integrated-brier",
        rewards="hazard",
        kinds=("duration",),
        aliases=("ibs", "integrated-brier-score", "ipcw-brier"),
        source="Kvamme & Borgan 2021",
    ),
    Metric(
        name="dice",
        rewards="overlap",
        kinds=("mask", "binary", "multi-label"),
        aliases=("dice-score", "dice-coefficient"),
        after=_THRESHOLD,
        source="Milletari et al. 2016",
    ),
    Metric(
        name="iou",
        rewards="overlap",
        kinds=("mask", "binary", "multi-label", "nominal"),
        aliases=("miou", "jaccard", "jaccard-score", "mean-iou"),
        after=_THRESHOLD,
        source="Rahman & Wang 2016",
    ),
    Metric(
        name="circular-mae",
        rewards="direction",
        kinds=("circular",),
        aliases=("angular-error", "mean-angular-error", "1-cos"),
        source="Mardia & Jupp 2000",
    ),
)

METRICS: dict[str, Metric] = {metric.name: metric for metric in _ALL}
_BY_ALIAS = {alias: metric for metric in _ALL for alias in (metric.name, *metric.aliases)}


@dataclass(frozen=True, kw_only=True)
class Goal:
    """A metric with its parameter, as the user asked for it."""

    metric: Metric
    parameter: float | None = None

    @property
    def label(self) -> str:
        """The metric as the user would write it."""
        return self.metric.name if self.parameter is None else f"{self.metric.name}:{self.parameter:g}"


def parse_metric(text: str) -> Goal:
    """The metric called `text` ("rmse", "neg_mean_absolute_error", "pinball:0.9").

    Raises:
        InputError: no metric is called so, or its parameter is not what it takes.
    """
    name, _, parameter = text.strip().lower().replace("_", "-").partition(":")
    plain = name.removeprefix("neg-")
    metric = _BY_ALIAS.get(name) or _BY_ALIAS.get(plain)
    if metric is None:
        near = difflib.get_close_matches(plain, _BY_ALIAS, n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else f"known metrics: {', '.join(METRICS)}."
        raise InputError(f"unknown metric {text!r}; {hint}")
    if metric.parameter is None:
        if parameter:
            raise InputError(f"metric {metric.name} takes no parameter, got {text!r}; write --metric {metric.name}.")
        return Goal(metric=metric)
    return Goal(metric=metric, parameter=_quantile(text, parameter) if parameter else metric.parameter)


def _quantile(text: str, parameter: str) -> float:
    try:
        value = float(parameter)
    except ValueError:
        value = float("nan")
    if not 0.0 < value < 1.0:
        raise InputError(f"got metric {text!r}; the quantile must be a number between 0 and 1, as in pinball:0.9.")
    return value
