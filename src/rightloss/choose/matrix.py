"""The profile of a target with more than one value per row: label matrices, soft labels, masks, several outputs."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rightloss.choose.profile import MAX_TABLE, Layout, Profile, ValueType
from rightloss.choose.sample import Sample

# Neighbours in a mask agree far more often than chance; rows of a table do not.
COHERENT = 0.3
_SUM_TOLERANCE = 1e-4
_MAX_CELLS = 4_000_000
_TORCH_IGNORES = -100


def measure_matrix(target: NDArray[Any], sample: Sample) -> Profile:
    """The profile of an (N, ...) target of numbers."""
    y = target.astype(np.float64)
    values, counts = np.unique(_some(y), return_counts=True)
    whole = bool(np.all(values == np.floor(values)))
    coherence = _coherence(y) if whole else 0.0
    layout = _layout(y, values, whole, coherence)
    small = len(values) <= MAX_TABLE
    kind: ValueType = "integer" if whole else "float"
    return Profile(
        n=len(y),
        name=sample.name,
        type=kind,
        layout=layout,
        shape=tuple(y.shape[1:]),
        levels=y.shape[1] if layout in ("one-hot", "simplex") else len(values),
        values=tuple(values.tolist()) if small else (),
        counts=tuple(counts.tolist()) if small else (),
        low=float(values[0]),
        high=float(values[-1]),
        mean=float(y.mean()),
        sd=float(y.std()),
        median=float(np.median(_some(y))),
        zeros=float(np.mean(y == 0)),
        ones=float(np.mean(y == 1)),
        coherence=coherence,
        labels_per_row=float(y.reshape(len(y), -1).sum(axis=1).mean()) if layout == "zero-one" else 0.0,
        ignore_index=_void(values) if layout == "labels" else None,
    )


def _some(y: NDArray[np.float64]) -> NDArray[np.float64]:
    flat = y.ravel()
    return flat if flat.size <= _MAX_CELLS else flat[:: flat.size // _MAX_CELLS + 1]


def _layout(y: NDArray[np.float64], values: NDArray[np.float64], whole: bool, coherence: float) -> Layout:
    sums = y.sum(axis=1)
    to_one = bool(np.all(np.abs(sums - 1) < _SUM_TOLERANCE)) and values[0] >= 0
    zero_one = set(values.tolist()) <= {0.0, 1.0}
    if to_one:
        return "one-hot" if zero_one else "simplex"
    if not whole:
        return "numbers"
    if y.ndim > 2 or coherence >= COHERENT:
        return "labels"
    if zero_one:
        return "zero-one"
    # A table of whole numbers: class indices per position if they start at 0 without gaps, else several numbers.
    # The index -100 that PyTorch's losses ignore says so outright.
    if values[0] == _TORCH_IGNORES:
        return "labels" if len(values) > 1 and values[1] >= 0 else "numbers"
    return "labels" if values[0] >= 0 and len(values) >= 0.5 * (values[-1] + 1) and _same_columns(y) else "numbers"


def _same_columns(y: NDArray[np.float64]) -> bool:
    """Whether the columns look exchangeable (tokens) rather than like different quantities."""
    spread = y.std(axis=0)
    return y.shape[1] >= 8 and bool(spread.max() < 3 * max(spread.min(), 1e-9))


def _coherence(y: NDArray[np.float64]) -> float:
    """Agreement of neighbours beyond chance (Cohen's kappa), the smaller of both directions."""
    _, counts = np.unique(_some(y), return_counts=True)
    chance = float(np.sum((counts / counts.sum()) ** 2))
    if chance >= 1.0 or y.ndim < 2 or min(y.shape[-2:]) < 3:
        return 0.0
    down = float(np.mean(y[..., 1:, :] == y[..., :-1, :]))
    across = float(np.mean(y[..., 1:] == y[..., :-1]))
    return (min(down, across) - chance) / (1 - chance)


def _void(values: NDArray[np.float64]) -> int | None:
    """The value that marks "no label" in a mask: 255, -1 or -100 beside small class indices."""
    for mark in (-100, -1, 255):
        rest = values[values != mark]
        far = mark != 255 or (rest.size > 0 and rest[-1] < 200)
        if rest.size < values.size and rest.size >= 2 and rest[0] >= 0 and far:
            return mark
    return None
