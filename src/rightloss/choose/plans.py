"""From a recommendation to a plan: real target values, encoded as the loss wants them, for the snippet."""

from typing import Any, Literal

import numpy as np

from rightloss.choose.describe import class_labels
from rightloss.choose.hint import Evidence
from rightloss.choose.names import period_of
from rightloss.choose.plan import Plan
from rightloss.choose.profile import Profile
from rightloss.choose.result import Kind, Recommendation
from rightloss.choose.sample import Sample

_EXAMPLES = 8
_MAX_FEATURES = 50
_MAX_CLASSES = 20
_WIDE = 12
_DECIDE: dict[Kind, Literal["none", "argmax", "threshold", "sort"]] = {
    "binary": "threshold",
    "nominal": "argmax",
    "ordinal": "argmax",
    "multi-label": "threshold",
    "mask": "argmax",
}


def plan(best: Recommendation, kind: Kind, sample: Sample, evidence: Evidence) -> Plan:
    """What the snippet writer needs."""
    p = evidence.profile
    labels = class_labels(p) if kind in ("binary", "nominal", "ordinal") and len(p.values) <= _MAX_CLASSES else ()
    return Plan(
        kind=kind,
        loss=best.loss,
        arguments=best.arguments,
        activation=best.activation,
        outputs=best.outputs,
        target=best.target,
        features=min(max(len(sample.features or ()), 1), _MAX_FEATURES) if sample.features else _EXAMPLES,
        examples=_examples(kind, sample, p),
        classes=labels,
        centre=float(f"{p.median if best.elicits == 'median' else p.mean:.4g}"),
        scale=float(f"{p.sd:.4g}") or 1.0,
        period=_period(kind, p),
        decide="sort" if best.loss == "listnet" else _DECIDE.get(kind, "none"),
    )


def _period(kind: Kind, p: Profile) -> float | None:
    if kind != "circular":
        return None
    return period_of(p.name, p.low, p.high) or p.period or 2 * float(np.pi)


def _examples(kind: Kind, sample: Sample, p: Profile) -> tuple[Any, ...]:
    y = sample.target
    if kind == "mask":
        return ()
    if kind == "duration":
        return _durations(sample, p)
    if p.layout != "vector":
        return _rows(kind, y, p)
    if kind in ("binary", "nominal", "ordinal"):
        return _codes(y, p)
    numbers = y.reshape(len(y))[:_EXAMPLES].astype(np.float64)
    if kind == "proportion" and p.high > 1:
        numbers = numbers / 100
    if kind == "circular":
        numbers = numbers * 2 * np.pi / (_period(kind, p) or 1.0)
    if kind == "count":
        return tuple(int(value) for value in numbers)
    return tuple(float(f"{value:.6g}") for value in numbers)


def _rows(kind: Kind, y: Any, p: Profile) -> tuple[Any, ...]:
    if kind in ("binary", "nominal"):
        return tuple(int(code) for code in y[:_EXAMPLES].argmax(axis=1))
    flat = y[:_EXAMPLES].reshape(min(len(y), _EXAMPLES), -1)
    if flat.shape[1] > _WIDE:
        return ()
    return tuple(tuple(float(f"{value:.4g}") for value in row) for row in flat.astype(np.float64))


def _codes(y: Any, p: Profile) -> tuple[int, ...]:
    """Class indices of the first rows, every class at least once where there is room."""
    kept = [value for value in p.values if p.ignore_index is None or value != p.ignore_index]
    index = {value: code for code, value in enumerate(kept)}
    seen = [index[value] for value in y.reshape(len(y))[:1000].tolist() if value in index]
    first = list(dict.fromkeys(seen))[:_EXAMPLES]
    return tuple(first + seen[: _EXAMPLES - len(first)])


def _durations(sample: Sample, p: Profile) -> tuple[Any, ...]:
    rows = sample.feature_rows[:_EXAMPLES]
    times = sample.target.reshape(len(sample.target))[rows if len(rows) else slice(_EXAMPLES)].astype(np.float64)
    if p.event and sample.features:
        events = np.nan_to_num(sample.features[p.event][: len(times)].astype(np.float64))
    else:
        events = np.ones(len(times))
    return tuple((float(f"{time:.4g}"), int(event)) for time, event in zip(times, events, strict=True))
