"""From a data frame to a sample: the target cleaned and counted, the features on a bounded number of rows."""

import difflib
import re
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from rightloss.choose.sample import MAX_FEATURE_ROWS, MAX_TARGET_ROWS, InputError, Sample

_MISSING = ("", "na", "n/a", "nan", "null", "none", "?", "-", "nil")
_SHOWN = 12
_NUMBER = re.compile(r"[-+]?\d{1,3}(?:[ ,']\d{3})+(?:\.\d+)?|[-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?")
# 2024-01-31, 31/01/2024, 2024-01-31T12:00:00Z: a date, not a class.
_DATE = r"^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})([T ]\d{1,2}:\d{2}.*)?$"
# Text columns longer than this say nothing to a cheap model.
_MAX_TEXT_LEVELS = 1000


def sample_frame(
    frame: pl.DataFrame,
    *,
    target: str,
    features: Sequence[str] | Literal[False] | None,
    event: str | None,
    source: str,
    rows: int | None = None,
    notes: tuple[str, ...] = (),
) -> Sample:
    """A sample of a frame that is in memory.

    Args:
        frame: rows of the data.
        target: name of the target column.
        features: names of the feature columns; None for all others, False for none.
        event: name of the column that is 1 where the event of a duration was seen.
        source: what the data are called in reports.
        rows: rows in the source, where the frame is a part of it.
        notes: what happened before.

    Raises:
        InputError: a column is missing, or the target cannot be used.
    """
    check_columns(frame.columns, target, features, event)
    column = frame[target]
    if len(column) < 2:
        raise InputError(f"{source} has {_rows(len(column))}; a loss needs at least two rows to choose from.")
    values, keep, said = clean_target(column, target)
    missing = int(len(column) - keep.sum())
    infinite = _infinite(column)
    if keep.sum() == 0:
        raise InputError(f"every value of {target!r} is missing; choose another target, or check how the file is read.")
    notes = (*notes, *said, *_dropped(missing, infinite, target))
    rows_of_features, chosen = _features(frame, target, features, event, keep)
    return Sample(
        target=values,
        name=target,
        levels=_levels(column),
        categorical=column.dtype in (pl.Categorical, pl.Enum),
        features=chosen,
        feature_rows=rows_of_features,
        event=event,
        rows=rows if rows is not None else len(column),
        missing=missing - infinite,
        infinite=infinite,
        source=source,
        notes=notes,
    )


def _rows(count: int) -> str:
    return "no rows" if count == 0 else "1 row"


def check_columns(
    columns: Sequence[str], target: str | None, features: Sequence[str] | bool | None, event: str | None
) -> str:
    """The target, where all columns that are asked for exist.

    Raises:
        InputError: one does not; the nearest names are suggested.
    """
    if target is None:
        raise InputError(f"no target was named; add --target with one of: {_listed(columns)}.")
    wanted = [target, *(features if isinstance(features, list | tuple) else ()), *([event] if event else [])]
    for name in wanted:
        if name not in columns:
            near = difflib.get_close_matches(name, columns, n=3, cutoff=0.6)
            lower = [column for column in columns if column.lower() == name.lower()]
            hint = " or ".join(repr(column) for column in dict.fromkeys((*lower, *near)))
            raise InputError(
                f"no column {name!r}; {f'did you mean {hint}?' if hint else f'columns: {_listed(columns)}.'}"
            )
    if isinstance(features, list | tuple) and target in features:
        raise InputError(f"{target!r} is the target and cannot be a feature too; leave it out of the features.")
    return target


def _listed(columns: Sequence[str]) -> str:
    shown = ", ".join(columns[:_SHOWN])
    return shown if len(columns) <= _SHOWN else f"{shown} and {len(columns) - _SHOWN} more"


def _infinite(column: pl.Series) -> int:
    return int(column.is_infinite().sum()) if column.dtype.is_float() else 0


def _dropped(missing: int, infinite: int, target: str) -> tuple[str, ...]:
    notes = []
    if missing - infinite:
        notes.append(f"{missing - infinite:,} rows without a value of {target!r} (missing or NaN) were left out.")
    if infinite:
        notes.append(f"{infinite:,} rows with an infinite {target!r} were left out.")
    return tuple(notes)


def clean_target(column: pl.Series, name: str) -> tuple[NDArray[Any], NDArray[np.bool_], tuple[str, ...]]:
    """The usable values of a target column, which rows they are, and what was done to them.

    Raises:
        InputError: the column is of a type that no loss takes.
    """
    dtype = column.dtype
    if dtype == pl.Boolean:
        keep = column.is_not_null().to_numpy()
        return column.drop_nulls().to_numpy().astype(bool), keep, ()
    if dtype == pl.Int128:
        # Beyond 64 bits no loss takes a number; such digits name something.
        keep = column.is_not_null().to_numpy()
        return np.array(column.drop_nulls().cast(pl.String).to_list(), dtype=object), keep, ()
    if dtype.is_integer():
        keep = column.is_not_null().to_numpy()
        return whole_numbers(column.drop_nulls().to_numpy()), keep, ()
    if dtype.is_float() or dtype.is_decimal():
        values = column.cast(pl.Float64).to_numpy().astype(np.float64)
        keep = np.isfinite(values)
        return values[keep], keep, ()
    if dtype in (pl.String, pl.Categorical, pl.Enum):
        return _clean_text(column.cast(pl.String), name)
    if dtype == pl.Object:
        raise InputError(f"target {name!r} mixes types; {_types(column)}. Make it one type first.")
    if dtype.is_temporal():
        raise InputError(
            f"target {name!r} holds dates or times ({dtype}); turn it into a number or name another target."
        )
    raise InputError(f"target {name!r} has type {dtype}; wanted numbers, booleans or strings, one per row.")


def whole_numbers(values: NDArray[Any]) -> NDArray[Any]:
    """Integers as int64, or as uint64 where they do not fit: long identifiers must stay apart."""
    if values.dtype == np.uint64 and values.size and values.max() > np.iinfo(np.int64).max:
        return values
    return values.astype(np.int64)


def _types(column: pl.Series) -> str:
    kinds: dict[str, list[str]] = {}
    for value in column.to_list()[:1000]:
        if value is not None:
            kinds.setdefault(type(value).__name__, []).append(repr(value))
    return "; ".join(f"{kind}: {', '.join(values[:2])}" for kind, values in kinds.items())


def _clean_text(column: pl.Series, name: str) -> tuple[NDArray[Any], NDArray[np.bool_], tuple[str, ...]]:
    stripped = column.str.strip_chars()
    gone = stripped.is_null() | stripped.str.to_lowercase().is_in(list(_MISSING))
    kept = stripped.filter(~gone)
    keep = (~gone).to_numpy()
    numbers, note = _as_numbers(kept)
    if numbers is not None:
        finite = np.isfinite(numbers)
        keep[keep] = finite
        return numbers[finite], keep, (f"{name!r}: {note}",)
    if len(kept) and kept.str.contains(_DATE).all():
        raise InputError(
            f"target {name!r} holds dates or times ({kept[0]!r}...); turn it into a number or name another target."
        )
    return np.array(kept.to_list(), dtype=object), keep, ()


def _as_numbers(kept: pl.Series) -> tuple[NDArray[np.float64] | None, str]:
    """Strings that are all numbers, whatever their dress; None where they are not.

    Raises:
        InputError: most are numbers and some are not.
    """
    if len(kept) == 0:
        return None, ""
    plain = kept.cast(pl.Float64, strict=False)
    if plain.null_count() == 0:
        return plain.to_numpy().astype(np.float64), "numbers written as text were read as numbers."
    bare = kept.str.replace_all(r"[$€£¥%\s]", "")
    for pattern, note in ((r"[,']", "thousands separators"), (r"\.", "a decimal comma")):
        text = bare.str.replace_all(pattern, "")
        text = text.str.replace(",", ".") if note == "a decimal comma" else text
        dressed = text.cast(pl.Float64, strict=False)
        if dressed.null_count() == 0 and _fits(bare, note):
            return dressed.to_numpy().astype(np.float64), f"currency or percent signs and {note} were read away."
    share = 1 - plain.null_count() / len(kept)
    if 0.5 <= share < 1 and kept.n_unique() > 10:
        odd = kept.filter(plain.is_null()).unique().head(2).to_list()
        good = kept.filter(plain.is_not_null()).head(2).to_list()
        raise InputError(
            f"target {kept.name!r} mixes numbers ({', '.join(good)}) and text ({', '.join(map(repr, odd))}); "
            "remove or recode the text."
        )
    return None, ""


def _fits(bare: pl.Series, note: str) -> bool:
    if note == "a decimal comma":
        return bool(bare.str.contains(r"^[-+]?[\d.]*\d,\d+$|^[-+]?\d+$").all())
    return bool(bare.str.contains(r"^[-+]?(\d{1,3}([,']\d{3})+|\d+)(\.\d+)?$").all())


def _levels(column: pl.Series) -> tuple[str, ...] | None:
    """The order of an ordered category: an Enum's categories."""
    if isinstance(column.dtype, pl.Enum):
        return tuple(column.dtype.categories.to_list())
    return None


def _features(
    frame: pl.DataFrame,
    target: str,
    features: Sequence[str] | Literal[False] | None,
    event: str | None,
    keep: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], dict[str, NDArray[Any]] | None]:
    names = [name for name in frame.columns if name != target] if features is None else list(features or ())
    if event and event not in names:
        names.append(event)
    names = [name for name in names if name != target]
    if not names:
        return np.empty(0, dtype=np.int64), None
    usable = np.flatnonzero(keep)
    rows = np.arange(len(usable))
    if len(rows) > MAX_FEATURE_ROWS:
        rows = np.sort(np.random.default_rng(0).choice(len(usable), MAX_FEATURE_ROWS, replace=False))
    part = frame.select(names)[usable[rows]]
    columns = {name: array for name in names if name != event and (array := feature_array(part[name])) is not None}
    if event:
        columns[event] = event_array(part[event])
    return rows, columns or None


def feature_array(column: pl.Series) -> NDArray[Any] | None:
    """A feature as numbers (NaN where missing) or strings; None where it is constant or of no usable type."""
    if column.dtype == pl.Boolean or column.dtype.is_numeric():
        values = column.cast(pl.Float64).to_numpy().astype(np.float64)
        known = values[np.isfinite(values)]
        return values if known.size and known.min() < known.max() else None
    if column.dtype.is_temporal():
        values = column.to_physical().cast(pl.Float64).to_numpy().astype(np.float64)
        return values if np.isfinite(values).any() else None
    if column.dtype in (pl.String, pl.Categorical, pl.Enum):
        text = column.cast(pl.String).fill_null("")
        if text.n_unique() < 2 or text.n_unique() > _MAX_TEXT_LEVELS:
            return None
        return np.array(text.to_list(), dtype=object)
    return None


def event_array(column: pl.Series) -> NDArray[np.float64]:
    """The event column that the user named, as 1 (seen), 0 (censored) and NaN (missing).

    Raises:
        InputError: it holds something else, or no event was seen.
    """
    known = column.drop_nulls()
    plain = known.dtype == pl.Boolean or known.dtype.is_numeric()
    if not plain or not set(known.cast(pl.Float64).to_list()) <= {0.0, 1.0}:
        shown = ", ".join(repr(value) for value in known.unique(maintain_order=True).head(3).to_list())
        raise InputError(
            f"event column {column.name!r} holds {shown}...; "
            "wanted 1 where the event was seen and 0 where the row is censored."
        )
    values = column.cast(pl.Float64).to_numpy().astype(np.float64)
    if not np.any(values == 1.0):
        raise InputError(f"event column {column.name!r} has no 1: no event was seen, so nothing can be learned.")
    return values


def bounded(frame: pl.DataFrame, source: str) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """At most MAX_TARGET_ROWS rows, drawn with a fixed seed, and the note that says so."""
    if len(frame) <= MAX_TARGET_ROWS:
        return frame, ()
    drawn = frame.sample(MAX_TARGET_ROWS, seed=0)
    return drawn, (f"{source} has {len(frame):,} rows; a random sample of {MAX_TARGET_ROWS:,} was used.",)
