"""From arrays to a sample: rows without a target go, features are spread into columns on a bounded number of rows."""

import datetime as dt
import numbers
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from rightloss.choose.frame import clean_target, event_array, feature_array, whole_numbers
from rightloss.choose.sample import MAX_FEATURE_ROWS, MAX_TARGET_ROWS, InputError, Sample

# Masks and images: enough of them to judge, few enough to hold.
_MAX_ELEMENTS = 20_000_000
_MAX_COLUMNS = 200


def sample_arrays(
    arrays: Mapping[str, NDArray[Any]],
    *,
    target: str,
    name: str | None,
    features: Sequence[str] | Literal[False] | None,
    source: str,
    event: str | None = None,
    columns: tuple[str, ...] = (),
    levels: tuple[str, ...] | None = None,
    categorical: bool = False,
    notes: tuple[str, ...] = (),
) -> Sample:
    """A sample of arrays whose first dimension is rows.

    Raises:
        InputError: the target cannot be used, or lengths differ.
    """
    raw = _whole(np.asarray(arrays[target]), target)
    rows = len(raw)
    if rows < 2:
        raise InputError(f"the target has {rows} rows; a loss needs at least two to choose from.")
    picked = _picked(raw)
    if len(picked) < rows:
        notes = (*notes, f"{source} has {rows:,} rows; a random sample of {len(picked):,} was used.")
    values, keep, said = _cleaned(raw[picked], name or "target")
    missing, infinite = _counted(raw[picked], keep)
    if keep.sum() == 0:
        raise InputError("every value of the target is missing, NaN or infinite; nothing can be learned from it.")
    if missing + infinite:
        said = (*said, f"{missing + infinite:,} rows whose target is missing, NaN or infinite were left out.")
    kept = picked[keep]
    chosen, at = _features(arrays, target, features, event, kept, rows)
    return Sample(
        target=values, name=name, levels=levels, categorical=categorical, columns=columns, features=chosen,
        feature_rows=at, event=event, rows=rows, missing=missing, infinite=infinite, source=source,
        notes=(*notes, *said),
    )  # fmt: skip


def _whole(raw: NDArray[Any], target: str) -> NDArray[Any]:
    if raw.ndim == 0:
        raise InputError(f"{target!r} is a single value; wanted one value or row per example.")
    if raw.dtype.kind in "cV" or raw.size == 0:
        what = "complex or structured numbers" if raw.size else "no values"
        raise InputError(f"{target!r} holds {what}; wanted real numbers, booleans or strings.")
    if raw.dtype.kind in "mM":
        raise InputError(f"{target!r} holds dates or times; turn it into a number or name another target.")
    return raw


def _picked(raw: NDArray[Any]) -> NDArray[np.int64]:
    """The rows to look at: all, or a seeded sample of too many."""
    per_row = max(1, raw[:1].size)
    most = min(MAX_TARGET_ROWS, max(_MAX_ELEMENTS // per_row, 16))
    if len(raw) <= most:
        return np.arange(len(raw))
    return np.sort(np.random.default_rng(0).choice(len(raw), most, replace=False))


def _cleaned(raw: NDArray[Any], name: str) -> tuple[NDArray[Any], NDArray[np.bool_], tuple[str, ...]]:
    while raw.ndim > 1 and raw.shape[-1] == 1:
        raw = raw[..., 0]
    if raw.dtype.kind in "OUS" and raw.ndim == 1:
        return _texts(raw, name)
    if raw.dtype.kind in "OUS":
        raise InputError(f"target {name!r} is a {raw.ndim}-dimensional array of objects; wanted numbers.")
    if raw.dtype.kind == "b":
        return raw, np.ones(len(raw), dtype=bool), ()
    if raw.dtype.kind in "iu":
        return whole_numbers(raw), np.ones(len(raw), dtype=bool), ()
    values = raw.astype(np.float64)
    keep: NDArray[np.bool_] = np.asarray(np.isfinite(values.reshape(len(values), -1)).all(axis=1))
    return values[keep], keep, ()


def _texts(raw: NDArray[Any], name: str) -> tuple[NDArray[Any], NDArray[np.bool_], tuple[str, ...]]:
    items = [item.decode("utf-8", "replace") if isinstance(item, bytes) else item for item in raw.tolist()]
    known = [item for item in items if item is not None and item == item]
    kinds = {type(item) for item in known}
    if kinds <= {int, float, bool} and kinds:
        values = np.array([np.nan if item is None else float(item) for item in items])
        usable: NDArray[np.bool_] = np.isfinite(values)
        return values[usable], usable, ()
    if dated := [kind.__name__ for kind in kinds if issubclass(kind, dt.date | dt.time | dt.timedelta)]:
        raise InputError(f"{name!r} holds dates or times ({dated[0]}); turn it into a number or name another target.")
    if odd := [kind.__name__ for kind in kinds if not issubclass(kind, str | numbers.Number | Decimal | np.bool_)]:
        raise InputError(f"{name!r} holds objects of type {odd[0]}; wanted numbers, booleans or strings.")
    if len(kinds) > 1:
        shown = ", ".join(
            f"{kind.__name__} ({next(repr(i) for i in known if type(i) is kind)})" for kind in list(kinds)[:3]
        )
        raise InputError(f"target {name!r} mixes types: {shown}; make it one type first.")
    text = pl.Series(name, [None if item is None or item != item else str(item) for item in items], dtype=pl.String)
    return clean_target(text, name)


def _counted(raw: NDArray[Any], keep: NDArray[np.bool_]) -> tuple[int, int]:
    gone = int(len(keep) - keep.sum())
    infinite = 0
    if raw.dtype.kind == "f":
        infinite = int(np.isinf(raw.reshape(len(raw), -1)).any(axis=1).sum())
    return gone - infinite, infinite


def _features(
    arrays: Mapping[str, NDArray[Any]],
    target: str,
    features: Sequence[str] | Literal[False] | None,
    event: str | None,
    kept: NDArray[np.int64],
    rows: int,
) -> tuple[dict[str, NDArray[Any]] | None, NDArray[np.int64]]:
    names = [name for name in arrays if name != target] if features is None else list(features or ())
    names = [*names, *([event] if event and event not in names else [])]
    at = np.arange(len(kept))
    if len(at) > MAX_FEATURE_ROWS:
        at = np.sort(np.random.default_rng(0).choice(len(kept), MAX_FEATURE_ROWS, replace=False))
    found: dict[str, NDArray[Any]] = {}
    for name in names:
        array = np.asarray(arrays[name])
        if array.ndim == 0 or len(array) != rows:
            if features:
                raise InputError(
                    f"features {name!r} have {array.shape[:1] or 'no'} rows, the target has {rows}; pass as many."
                )
            continue
        found.update(_event(name, array[kept[at]]) if name == event else _spread(name, array[kept[at]]))
    return (found or None), (at if found else np.empty(0, dtype=np.int64))


def _event(name: str, array: NDArray[Any]) -> dict[str, NDArray[Any]]:
    flat = array.reshape(len(array), -1)
    if flat.shape[1] != 1:
        raise InputError(f"event column {name!r} has rows of shape {array.shape[1:]}; wanted one value per row.")
    return {name: event_array(pl.Series(name, flat[:, 0].tolist(), strict=False))}


def _spread(name: str, array: NDArray[Any]) -> dict[str, NDArray[Any]]:
    if array.ndim == 1:
        column = feature_array(pl.Series(name, array.tolist() if array.dtype == object else array, strict=False))
        return {} if column is None else {name: column}
    flat = array.reshape(len(array), -1)[:, :_MAX_COLUMNS].astype(np.float64)
    return {f"{name}[{index}]": flat[:, index] for index in range(flat.shape[1]) if np.ptp(flat[:, index]) > 0}
