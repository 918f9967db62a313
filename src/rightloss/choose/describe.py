"""What was read, in plain data: the verdict in one sentence, the facts of the sample, the target's histogram."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rightloss.catalog.registry import activations, losses
from rightloss.choose.hint import Evidence
from rightloss.choose.kinds import Verdict
from rightloss.choose.profile import Profile
from rightloss.choose.question import PHRASES
from rightloss.choose.result import Distribution, Recommendation
from rightloss.choose.sample import Sample

_MAX_BARS = 30
_MAX_CLASSES = 30
# Whole numbers up to here are floats that can be told half a unit apart.
_EXACT = 1e12
_LABEL = 40


def verdict(evidence: Evidence, kinds: Verdict, best: Recommendation | None) -> str:
    """The answer in one sentence."""
    name = f"`{evidence.profile.name}`" if evidence.profile.name else "the target"
    if best is None:
        why = kinds.about(kinds.best)[0].advice.text
        refusal = "cannot be learned" if kinds.best == "constant" else "should not be predicted"
        return f"No loss fits: {name} is {PHRASES[kinds.best]} and {refusal}. {why}"
    arguments = ", ".join(f"{key}={_short(value)}" for key, value in best.arguments.items())
    units = "1 output unit" if best.outputs == 1 else f"{best.outputs} output units"
    judged = f", judged by {evidence.goal.label}" if evidence.goal else ""
    return (
        f"Train on {losses()[best.loss].title}{f' with {arguments}' if arguments else ''}: "
        f"{name} looks like {PHRASES[kinds.best]}{judged}. "
        f"Give the model {units} and predict through {activations()[best.activation].title}."
    )


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= _LABEL else f"{text[: _LABEL - 3]}..."


def data(sample: Sample, evidence: Evidence, kinds: Verdict) -> Mapping[str, Any]:
    """The facts of the sample, for people and for programs."""
    p = evidence.profile
    facts: dict[str, Any] = {
        "source": sample.source,
        "target": sample.name,
        "rows": sample.rows,
        "rows_used": p.n,
        "missing": sample.missing,
        "infinite": sample.infinite,
        "type": p.type,
        "shape": list(p.shape),
        "features": len(sample.features) if sample.features else 0,
        "rows_for_residuals": evidence.conditional.n if evidence.conditional else 0,
        "kinds": {kind: round(weight, 4) for kind, weight in kinds.weights.items()},
        "metric": evidence.goal.label if evidence.goal else None,
        "task": evidence.task,
    }
    if p.type != "string":
        facts["summary"] = {"low": p.low, "median": p.median, "mean": p.mean, "high": p.high, "sd": p.sd}
    if kinds.best in ("binary", "nominal", "ordinal") and len(p.class_counts) <= _MAX_CLASSES:
        facts["classes"] = dict(zip(class_labels(p), p.class_counts, strict=True))
    if p.event:
        facts["event"] = {"column": p.event, "share": p.event_share}
    return facts


def class_labels(profile: Profile) -> tuple[str, ...]:
    """The classes as text, in the order of their indices, the "no label" value left out."""
    kept = (value for value in profile.values if profile.ignore_index is None or value != profile.ignore_index)
    return tuple(value if isinstance(value, str) else f"{value:g}" for value in kept)


def distribution(sample: Sample, profile: Profile) -> Distribution | None:
    """Bars of the target: one per value where they are few, else bins of equal width."""
    if profile.layout in ("one-hot", "zero-one", "simplex") and len(profile.shape) == 1:
        sums = sample.target.astype(np.float64).sum(axis=0)[:_MAX_BARS]
        names = sample.columns or tuple(str(index) for index in range(profile.shape[0]))
        return Distribution(counts=tuple(round(float(value)) for value in sums), labels=tuple(names[:_MAX_BARS]))
    if profile.values and (profile.type == "string" or profile.levels <= _MAX_BARS):
        labels = tuple(_short(value if isinstance(value, str) else f"{value:g}") for value in profile.values)
        return Distribution(counts=profile.counts[:_MAX_BARS], labels=labels[:_MAX_BARS])
    if profile.type == "string":
        return None
    y = sample.target.astype(np.float64).ravel()
    # The outermost half per cent goes into the end bins, or a long tail would leave one bar.
    low, high = np.quantile(y, [0.005, 0.995])
    y = np.clip(y, low, high) if high > low else y
    if profile.type == "integer" and y.max() < _EXACT:
        return _whole_bars(y)
    # Measured from the lowest: bins of huge numbers that are close together would have no width.
    counts, edges = np.histogram(y - y.min(), bins=_MAX_BARS)
    return Distribution(counts=tuple(counts.tolist()), edges=tuple((edges + y.min()).tolist()))


def _whole_bars(y: NDArray[np.float64]) -> Distribution:
    """Bins that hold equally many whole numbers, so that none is empty for its width alone."""
    low, high = np.floor(y.min()), np.ceil(y.max())
    width = max(1.0, float(np.ceil((high - low + 1) / _MAX_BARS)))
    edges = np.arange(low, high + width + 1, width)  # each bin holds its left edge
    counts, edges = np.histogram(y, bins=edges)
    return Distribution(counts=tuple(counts.tolist()), edges=tuple(edges.tolist()))


def residual_span(evidence: Evidence) -> tuple[float, float] | None:
    """Range over which the curves of losses are worth drawing: that of the residuals."""
    c, p = evidence.conditional, evidence.profile
    if c is not None and c.residual_span is not None:
        return c.residual_span
    if p.type in ("string", "bool") or p.layout != "vector" or p.levels <= 2:
        return None
    return (p.quantiles[0] - p.median, p.quantiles[4] - p.median)
