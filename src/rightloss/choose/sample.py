"""What `choose` looks at: a target, its features where there are any, and how they were read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAX_TARGET_ROWS = 2_000_000
MAX_FEATURE_ROWS = 20_000


class InputError(ValueError):
    """The data cannot be used as they are. One line: what came, what was wanted, what to do."""


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A target and its features, cleaned: rows whose target is missing, NaN or infinite are gone, and counted.

    Attributes:
        target: bool, int64 (uint64 where too large), float64, or object (str) array; first dimension is rows;
            at most MAX_TARGET_ROWS of them.
        name: the target's column name, None where it has none.
        levels: the categories in their order, where the data declare an order (ordered categorical).
        categorical: whether the data declare the target as categorical.
        columns: names of the columns of a matrix target, () where unknown or 1-D.
        features: column name -> float64 array (NaN where missing) or object (str) array, on the rows `feature_rows`;
            None where there are none. At most MAX_FEATURE_ROWS rows, drawn without replacement with a fixed seed.
        feature_rows: for each row of the features, its index in `target`.
        event: name of the feature that the user called the event column of a duration, None where none was named.
        rows: rows in the source.
        missing: rows dropped because the target is missing or NaN.
        infinite: rows dropped because the target is infinite.
        source: what was read ("diabetes.csv", "torch.Tensor"...).
        notes: sentences that the report repeats (sampled, parsed strings as numbers, ignored columns...).
    """

    target: NDArray[Any]
    name: str | None = None
    levels: tuple[str, ...] | None = None
    categorical: bool = False
    columns: tuple[str, ...] = ()
    features: Mapping[str, NDArray[Any]] | None = None
    feature_rows: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    event: str | None = None
    rows: int = 0
    missing: int = 0
    infinite: int = 0
    source: str = ""
    notes: tuple[str, ...] = ()
