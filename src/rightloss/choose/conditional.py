"""Tier (c): what a cheap model's out-of-fold residuals say. Only where features are given."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from rightloss.choose import models, residuals
from rightloss.choose.leaks import find_leaks
from rightloss.choose.profile import Conditional, Profile
from rightloss.choose.sample import Sample

_MAX_LEVELS = 30
_MIN_NOISE_ROWS = 200
_MIN_PER_LEVEL = 5


def measure_conditional(sample: Sample, profile: Profile) -> Conditional | None:
    """The conditional diagnostics, None without usable features or with a matrix target."""
    if sample.features is None or profile.layout != "vector":
        return None
    target = np.asarray(sample.target).reshape(len(sample.target))
    leaks = find_leaks(sample.features, target[sample.feature_rows], profile)
    skip = (*leaks, *([profile.event] if profile.event else []))
    design = models.design(sample.features, sample.feature_rows, skip)
    if design is None:
        return Conditional(n=0, features=0, leaks=leaks) if leaks else None
    y = target[design.rows]
    facts: dict[str, Any] = {"n": len(y), "features": design.matrix.shape[1], "leaks": leaks}
    # One thread: for so few rows, threads cost more than they save, and on a busy machine far more.
    with threadpool_limits(1):
        if profile.type != "string" and profile.levels > 2:
            facts |= _numbers(design.matrix, y.astype(np.float64), profile)
        if 2 <= profile.levels <= _MAX_LEVELS:
            facts |= _classes(design.matrix, y, profile)
    return Conditional(**facts)


def _numbers(x: NDArray[np.float64], y: NDArray[np.float64], profile: Profile) -> dict[str, Any]:
    fitted = models.mean_predictions(x, y)
    error = y - fitted
    p, ratio, relative = residuals.spread(error, fitted, x)
    even = error / relative if p < 0.01 else error
    huber, floor = residuals.huber_ratio(even)
    low, high = np.quantile(error, [0.01, 0.99])
    facts = {
        "signal": float(1 - np.var(error) / np.var(y)) if np.var(y) > 0 else 0.0,
        "residual_span": (float(low), float(high)),
        "residual_mad": residuals.scaled_mad(error),
        "huber_ratio": huber,
        "huber_ratio_floor": floor,
        "residual_asymmetry": residuals.quantile_skewness(even),
        "outlier_share": residuals.outlier_share(even),
        "spread_p": p,
        "spread_ratio": ratio,
    }
    return facts | (_rates(x, y, profile) if profile.low >= 0 and y.sum() > 0 else {})


def _rates(x: NDArray[np.float64], y: NDArray[np.float64], profile: Profile) -> dict[str, Any]:
    mu = models.rate_predictions(x, y)
    slope, error = residuals.park_slope(y, mu)
    facts: dict[str, Any] = {"park_slope": slope, "park_error": error}
    if profile.low > 0:
        facts["log_asymmetry"] = residuals.quantile_skewness(np.log(y) - np.log(mu))
    if profile.type == "integer":
        facts["dispersion"], facts["dispersion_z"] = residuals.dispersion(y, mu)
        if profile.zeros > 0:
            facts["zero_ratio"], facts["zero_p"] = residuals.zero_excess(y, mu)
    return facts


def _classes(x: NDArray[np.float64], y: NDArray[Any], profile: Profile) -> dict[str, Any]:
    order = {value: code for code, value in enumerate(profile.values)}
    codes = np.array([order[value] for value in y.tolist()])
    levels, counts = np.unique(codes, return_counts=True)
    facts: dict[str, Any] = {}
    ranked = profile.type != "string" or bool(profile.ranked_labels)
    if ranked and len(levels) > 2 and len(y) > 2 * x.shape[1] + profile.levels:
        facts["order_trend"], facts["order_evidence"] = residuals.order_trend(x, codes)
    if len(y) >= _MIN_NOISE_ROWS and len(levels) == profile.levels and counts.min() >= _MIN_PER_LEVEL:
        probabilities = models.class_predictions(x, codes, profile.levels)
        facts["noise_rate"], facts["noise_gain"] = residuals.label_noise(probabilities, codes)
        facts["class_signal"] = residuals.class_signal(probabilities, codes)
    return facts
