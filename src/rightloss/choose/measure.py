"""From a sample to its profile: certain facts about the target, without its features."""

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from rightloss.choose.counts import count_fit
from rightloss.choose.labels import known_order
from rightloss.choose.matrix import measure_matrix
from rightloss.choose.names import is_event_name, is_neutral, suggested_kinds
from rightloss.choose.profile import MAX_TABLE, Profile, ValueType
from rightloss.choose.sample import InputError, Sample

# Ranges of one turn: radians, degrees, hours, turns.
_PERIODS = ((2 * np.pi, 0.0), (2 * np.pi, -np.pi), (360.0, 0.0), (360.0, -180.0), (24.0, 0.0))
_STEPS = (1000.0, 100.0, 10.0, 5.0, 1.0, 0.5, 0.25, 0.1, 0.05, 0.01)
# Below this spread of the logarithms a normal, a gamma and a log-normal are the same.
_EVEN = 1e-9
_IGNORED = (-100, -1, 255)


def measure(sample: Sample) -> Profile:
    """The profile of a sample's target."""
    target = np.asarray(sample.target)
    while target.ndim > 1 and 1 in target.shape[1:]:
        target = np.squeeze(target, axis=1 + target.shape[1:].index(1))
    if target.ndim > 1:
        return measure_matrix(target, sample)
    facts = _strings(target, sample) if target.dtype == object else _numbers(target, sample)
    return Profile(n=len(target), name=sample.name, categorical=sample.categorical, **facts, **_event(sample))


def _strings(target: NDArray[Any], sample: Sample) -> dict[str, Any]:
    table = Counter(target.tolist())
    labels = list(sample.levels) if sample.levels else sorted(table)
    order = tuple(
        sample.levels or known_order(labels if len(table) <= 30 else [], "ordinal" in suggested_kinds(sample.name))
    )
    present = [label for label in (order or labels) if label in table]
    small = len(table) <= MAX_TABLE
    return {
        "type": "string",
        "levels": len(table),
        "values": tuple(present) if small else (),
        "counts": tuple(table[label] for label in present) if small else (),
        "ordered": bool(order),
        "ranked_labels": order,
        "unique": len(table) == len(target),
        "low": 0.0,
        "high": float(max(len(table) - 1, 0)),
    }


def _numbers(target: NDArray[Any], sample: Sample) -> dict[str, Any]:
    y = target.astype(np.float64)
    # Levels are told apart before whole numbers become floats: long identifiers would collapse.
    exact = len(np.unique(target)) if target.dtype.kind in "iu" else 0
    values, counts = np.unique(y, return_counts=True)
    levels = exact or len(values)
    whole = bool(np.all(values == np.floor(values)))
    kind: ValueType = "bool" if target.dtype == bool else "integer" if whole else "float"
    small = levels == len(values) <= MAX_TABLE
    facts: dict[str, Any] = {
        "type": kind,
        "levels": levels,
        "values": tuple(values.tolist()) if small else (),
        "counts": tuple(counts.tolist()) if small else (),
        "ordered": sample.levels is not None,
        "low": float(values[0]),
        "high": float(values[-1]),
        "unique": levels == len(y),
        "step": _step(values),
    }
    facts |= _moments(y)
    facts |= _shares(values, counts, len(y))
    if whole:
        facts |= _whole(values, counts, len(y))
    facts |= _turns(y, whole)
    facts["log_normal_gain"] = _log_normal_gain(y)
    return facts


def _moments(y: NDArray[np.float64]) -> dict[str, Any]:
    q05, q25, median, q75, q95 = np.quantile(y, [0.05, 0.25, 0.5, 0.75, 0.95])
    sd = float(y.std())
    return {
        "mean": float(y.mean()),
        "sd": sd,
        "median": float(median),
        "mad": 1.4826 * float(np.median(np.abs(y - median))),
        "skewness": float(np.mean(((y - y.mean()) / sd) ** 3)) if sd > 0 else 0.0,
        "quantiles": (float(q05), float(q25), float(median), float(q75), float(q95)),
    }


def _shares(values: NDArray[np.float64], counts: NDArray[np.int64], n: int) -> dict[str, Any]:
    inner = counts[(values != values[0]) & (values != values[-1]) & (values != 0)]
    return {
        "zeros": float(counts[values == 0].sum() / n),
        "ones": float(counts[values == 1].sum() / n),
        "at_low": float(counts[0] / n),
        "at_high": float(counts[-1] / n),
        "next_share": float(inner.max() / n) if inner.size else 0.0,
    }


def _step(values: NDArray[np.float64]) -> float:
    # Steps below 1 only count where the values are few: any column of floats with two digits has step 0.01.
    for step in _STEPS:
        scaled = values / step
        # Room for float32, and never so much that a large number looks like a multiple of everything.
        slack = np.minimum(1e-6 * np.maximum(1.0, np.abs(scaled)), 1e-4)
        if np.all(np.abs(scaled - np.round(scaled)) < slack):
            return step
    return 0.0


def _whole(values: NDArray[np.float64], counts: NDArray[np.int64], n: int) -> dict[str, Any]:
    span = values[-1] - values[0] + 1
    contiguous = bool(span == len(values))
    ignore = _ignored(values)
    misfit, beyond = count_fit(values, counts)
    digits = {len(str(int(value))) for value in (values[0], values[-1])} if values[0] > 0 else set()
    return {
        "contiguous": contiguous,
        "sequence": contiguous and len(values) == n,
        "equal_digits": digits.pop() if len(digits) == 1 else 0,
        "count_misfit": misfit,
        "count_beyond": beyond,
        "ignore_index": ignore,
    }


def _ignored(values: NDArray[np.float64]) -> int | None:
    """-1, -100 or 255 beside class indices 0, 1, 2... marks "no label"."""
    for mark in _IGNORED:
        rest = values[values != mark]
        far = mark != 255 or (rest.size > 0 and rest[-1] < 200)
        if rest.size < len(values) and rest.size >= 3 and rest[0] == 0 and rest[-1] == len(rest) - 1 and far:
            return mark
    return None


def _turns(y: NDArray[np.float64], whole: bool) -> dict[str, Any]:
    for period, start in _PERIODS:
        top = start + period - (1.0 if whole else 0.0)
        inside = y.min() >= start and y.max() <= start + period + 1e-9
        fills = y.max() - y.min() >= 0.9 * (top - start)
        if inside and fills:
            share = (y - start) / (top - start)
            return {
                "period": float(period),
                "low_end": float(np.mean(share <= 0.05)),
                "high_end": float(np.mean(share >= 0.95)),
            }
    return {}


def _log_normal_gain(y: NDArray[np.float64]) -> float:
    """Log-likelihood per row of the better of log-normal and gamma, minus that of a normal."""
    if y.min() <= 0 or y.std() == 0:
        return float("-inf")
    log_y = np.log(y)
    if log_y.std() == 0:
        return float("-inf")
    normal = -np.log(y.std()) - 0.5 * np.log(2 * np.pi) - 0.5
    log_normal = -np.log(log_y.std()) - 0.5 * np.log(2 * np.pi) - 0.5 - log_y.mean()
    # Minka's closed form for the gamma's shape is exact to a few per mille.
    s = np.log(y.mean()) - log_y.mean()
    if s < _EVEN:
        return 0.0
    shape = (3 - s + np.sqrt((s - 3) ** 2 + 24 * s)) / (12 * s)
    gamma = float(np.mean(stats.gamma.logpdf(y, shape, scale=y.mean() / shape)))
    return float(max(log_normal, gamma) - normal)


def _event(sample: Sample) -> dict[str, Any]:
    """The 0/1 column beside a time: the one that the user named, or one named like an event, with both values."""
    numeric = sample.target.dtype != object
    if sample.event and sample.features:
        if not numeric or np.min(sample.target) < 0:
            low = "text" if not numeric else f"values down to {np.min(sample.target):.6g}"
            raise InputError(f"an event column needs a target of times, and this one has {low}; name another target.")
        return {"event": sample.event, "event_share": float(np.nanmean(sample.features[sample.event]))}
    if sample.features is None or not numeric or np.min(sample.target) < 0:
        return {}
    timed = "duration" in suggested_kinds(sample.name)
    if not timed and not is_neutral(sample.name):
        # An amount or an age beside a column `churn` is no time until the churn.
        return {}
    for name, column in sample.features.items():
        if is_event_name(name) and column.dtype != object and (timed or name.lower() != "status"):
            seen = column[~np.isnan(column)]
            if set(np.unique(seen)) == {0.0, 1.0}:
                return {"event": name, "event_share": float(seen.mean())}
    return {}
