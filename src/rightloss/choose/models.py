"""Cheap models for out-of-fold predictions: their residuals say what the target's own histogram cannot."""

import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression, PoissonRegressor, RidgeCV
from sklearn.model_selection import KFold, StratifiedKFold

from rightloss.choose.residuals import scaled_mad

MAX_ROWS = 4000
MIN_ROWS = 30
# Boosting needs rows; below this the linear model is the better judge.
BOOSTING_ROWS = 300
_FOLDS = 5
# In robust standard deviations: not even Student's t with two degrees of freedom goes there once in 500 rows.
_GROSS = 20.0
_MAX_COLUMNS = 100
_MAX_LEVELS = 20

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Design:
    """A matrix of standardised features and the rows of the target that belong to it."""

    matrix: Array
    rows: NDArray[np.int64]


def design(features: Mapping[str, NDArray[Any]], rows: NDArray[np.int64], skip: tuple[str, ...] = ()) -> Design | None:
    """Numbers (median-imputed, standardised) and one-hot small categories of at most MAX_ROWS rows; None if too few."""
    if len(rows) < MIN_ROWS:
        return None
    keep = np.arange(len(rows))
    if len(rows) > MAX_ROWS:
        keep = np.sort(np.random.default_rng(0).choice(len(rows), MAX_ROWS, replace=False))
    columns = [part for name, column in features.items() if name not in skip for part in _columns(column[keep])]
    columns = columns[:_MAX_COLUMNS]
    if not columns:
        return None
    matrix = np.column_stack(columns)
    return Design(matrix=(matrix - matrix.mean(axis=0)) / matrix.std(axis=0), rows=rows[keep])


def _columns(column: NDArray[Any]) -> Iterator[Array]:
    if column.dtype == object:
        levels = sorted({str(value) for value in column})
        if 2 <= len(levels) <= _MAX_LEVELS:
            yield from ((column.astype(str) == level).astype(np.float64) for level in levels[1:])
        return
    values = column.astype(np.float64)
    known = np.isfinite(values)
    if known.sum() < 2 or values[known].std() == 0:
        return
    yield np.where(known, values, np.median(values[known]))


def mean_predictions(x: Array, y: Array) -> Array:
    """Out-of-fold predictions of the mean: ridge, or boosting where that predicts better.

    One gross outlier pulls the fit of every fold but its own; where there are any, the fit is repeated with them
    drawn in.
    """
    fitted = _mean_folds(x, y)
    error = y - fitted
    limit = _GROSS * scaled_mad(error)
    if limit == 0 or np.abs(error).max() <= limit:
        return fitted
    return _mean_folds(x, np.clip(y, fitted - limit, fitted + limit))


def _mean_folds(x: Array, y: Array) -> Array:
    ridge = _out_of_fold(lambda: RidgeCV(alphas=np.logspace(-3, 3, 7)), x, y)
    if len(y) < BOOSTING_ROWS:
        return ridge
    boosted = _out_of_fold(lambda: _boosting("squared_error"), x, y)
    return min((ridge, boosted), key=lambda prediction: float(np.mean((y - prediction) ** 2)))


def rate_predictions(x: Array, y: Array) -> Array:
    """Out-of-fold predictions of a positive mean: log-link Poisson regression, or boosting where that is better."""
    scale = float(y.mean())
    linear = scale * _out_of_fold(lambda: PoissonRegressor(alpha=1e-3, max_iter=300), x, y / scale)
    candidates = [linear]
    if len(y) >= BOOSTING_ROWS:
        candidates.append(scale * _out_of_fold(lambda: _boosting("poisson"), x, y / scale))
    floor = scale * 1e-3
    clipped = [np.clip(candidate, floor, 10 * float(y.max())) for candidate in candidates]
    return min(clipped, key=lambda mu: float(np.mean(mu - y * np.log(mu))))


def class_predictions(x: Array, codes: NDArray[np.int64], classes: int) -> Array:
    """Out-of-fold class probabilities: logistic regression, or a random forest where that is better."""
    linear = _class_folds(lambda: LogisticRegression(max_iter=300), x, codes, classes)
    if len(codes) < BOOSTING_ROWS:
        return linear
    forest = _class_folds(
        lambda: RandomForestClassifier(n_estimators=60, min_samples_leaf=5, random_state=0), x, codes, classes
    )
    rows = np.arange(len(codes))
    return max((linear, forest), key=lambda p: float(np.mean(np.log(p[rows, codes]))))


def _boosting(loss: str) -> Any:
    return HistGradientBoostingRegressor(loss=loss, max_iter=80, max_leaf_nodes=15, random_state=0)


def _out_of_fold(make: Callable[[], Any], x: Array, y: Array) -> Array:
    prediction = np.empty(len(y))
    for train, test in KFold(_FOLDS, shuffle=True, random_state=0).split(x):
        prediction[test] = _fit(make(), x[train], y[train]).predict(x[test])
    return prediction


def _class_folds(make: Callable[[], Any], x: Array, codes: NDArray[np.int64], classes: int) -> Array:
    probabilities = np.full((len(codes), classes), 1e-6)
    for train, test in StratifiedKFold(_FOLDS, shuffle=True, random_state=0).split(x, codes):
        model = _fit(make(), x[train], codes[train])
        probabilities[np.ix_(test, model.classes_)] += model.predict_proba(x[test])
    return np.asarray(probabilities / probabilities.sum(axis=1, keepdims=True))


def _fit(model: Any, x: Array, y: NDArray[Any]) -> Any:
    with warnings.catch_warnings():
        # A model that has not fully converged is still a usable yardstick for residuals.
        warnings.simplefilter("ignore", ConvergenceWarning)
        warnings.simplefilter("ignore", UserWarning)
        warnings.simplefilter("ignore", RuntimeWarning)
        return model.fit(x, y)
