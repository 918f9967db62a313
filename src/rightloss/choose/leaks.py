"""Features that give the target away: a copy of it, the same in other units, or another coding of the classes."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from rightloss.choose.profile import Profile

_MAX_ROWS = 2000
_MIN_ROWS = 30
# Rank correlation of a copy, in whatever units, up to rounding.
_COPY = 0.9999
# A code of classes has about as many values as there are classes, and each is seen several times.
_MAX_CODES = 50
_PER_CODE = 5


def find_leaks(features: Mapping[str, NDArray[Any]], target: NDArray[Any], profile: Profile) -> tuple[str, ...]:
    """Names of the features that determine the target on their own; () where there are too few rows to tell."""
    if profile.levels < 2 or len(target) < _MIN_ROWS:
        return ()
    rows = np.linspace(0, len(target) - 1, min(len(target), _MAX_ROWS)).astype(int)
    y = target[rows]
    told = _same_order if profile.type in ("integer", "float") and profile.levels > _MAX_CODES else _same_classes
    return tuple(name for name, column in features.items() if name != profile.event and told(column[rows], y))


def _same_order(column: NDArray[Any], y: NDArray[Any]) -> bool:
    if column.dtype == object:
        return False
    known = np.isfinite(column)
    if known.sum() < _MIN_ROWS or np.ptp(column[known]) == 0 or np.ptp(y[known]) == 0:
        return False
    return bool(abs(stats.spearmanr(column[known], y[known].astype(np.float64)).statistic) >= _COPY)


def _same_classes(column: NDArray[Any], y: NDArray[Any]) -> bool:
    """Each value of the feature goes with one class alone, and each class with one value alone."""
    values, codes = np.unique(column.astype(str), return_inverse=True)
    classes, labels = np.unique(y.astype(str), return_inverse=True)
    if not 2 <= len(values) == len(classes) <= min(_MAX_CODES, len(y) // _PER_CODE):
        return False
    return len(set(zip(codes.tolist(), labels.tolist(), strict=True))) == len(classes)
