"""From what people hold in Python (tensors, arrays, frames, data sets) to a sample."""

import os
import sys
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, Literal

import narwhals as nw
import numpy as np
import polars as pl
from numpy.typing import NDArray

from rightloss.choose.arrays import sample_arrays
from rightloss.choose.frame import sample_frame
from rightloss.choose.read import read
from rightloss.choose.sample import InputError, Sample

_MAX_EXAMPLES = 2000
_MAX_BATCHES = 50
_TARGET_KEYS = ("labels", "label", "target", "targets", "y")
_SUFFIXES = (
    ".csv",
    ".tsv",
    ".tab",
    ".parquet",
    ".arrow",
    ".feather",
    ".ipc",
    ".jsonl",
    ".ndjson",
    ".npy",
    ".npz",
    ".pt",
    ".pth",
    ".gz",
)


def adapt(target: Any, features: Any = None, event: Any = None) -> Sample:
    """A sample of a target and its features.

    Raises:
        InputError: they are of no usable type, or do not fit together.
    """
    if isinstance(target, str | os.PathLike):
        return _named(target, features, event)
    if _is_data(target):
        x, target = _drawn(target)
        features = x if features is None else features
    frame = _frame(target)
    if frame is not None:
        return _of_frame(frame, features, event, type(target).__name__)
    return _of_array(target, features, event)


def _named(target: "str | os.PathLike[str]", features: Any, event: Any) -> Sample:
    """A column's name beside a frame that has it, or a file."""
    frame = _frame(features) if features is not None else None
    if frame is not None and isinstance(target, str):
        name = event if isinstance(event, str) else None
        return sample_frame(
            _with_event(frame, event), target=target, features=None, event=name or _event(event), source="DataFrame"
        )
    if str(target).lower().endswith(_SUFFIXES):
        return read(str(target), target=None, features=features, event=event)
    raise InputError(
        f"got the text {str(target)!r} as target; pass a column of values, or a DataFrame that has it as features."
    )


def _event(event: Any) -> str | None:
    return None if event is None else "event"


def _with_event(frame: pl.DataFrame, event: Any) -> pl.DataFrame:
    if event is None or isinstance(event, str):
        return frame
    return frame.with_columns(pl.Series("event", _array(event)))


def _frame(value: Any) -> pl.DataFrame | None:
    """Any data frame as one of polars."""
    try:
        frame = nw.from_native(value)
    except TypeError:
        return None
    except nw.exceptions.DuplicateError as error:
        raise InputError("the frame has two columns of the same name; give every column a name of its own.") from error
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect()
    return _polars(frame) if isinstance(frame, nw.DataFrame) else None


def _polars(frame: Any) -> pl.DataFrame:
    native = frame.to_native()
    if isinstance(native, pl.DataFrame):
        return native
    return pl.DataFrame([_column(column) for column in frame.iter_columns()])


def _column(series: Any) -> pl.Series:
    name = "" if series.name is None else str(series.name)
    if series.dtype.is_numeric():
        return pl.Series(name, series.to_numpy())
    # Every library has missing values of its own (None, NaN, NA, NaT); here they are None.
    gaps = series.is_null().to_list()
    values = [None if gap else value for value, gap in zip(series.to_list(), gaps, strict=True)]
    if series.dtype == nw.Enum:
        return pl.Series(name, _texts(values), dtype=pl.Enum([str(level) for level in series.dtype.categories]))
    if series.dtype == nw.Categorical:
        return pl.Series(name, _texts(values), dtype=pl.Categorical)
    try:
        return pl.Series(name, values)
    except (TypeError, ValueError, pl.exceptions.PolarsError):
        return pl.Series(name, values, dtype=pl.Object)


def _texts(values: list[Any]) -> list[str | None]:
    return [None if value is None else str(value) for value in values]


def _of_frame(frame: pl.DataFrame, features: Any, event: Any, source: str) -> Sample:
    if frame.width == 1:
        return _of_column(frame.to_series(), features, event, source)
    arrays = {"target": frame.to_numpy()}
    extra, names = _feature_arrays(features, event)
    return sample_arrays(
        arrays | extra,
        target="target",
        name=None,
        features=names,
        event=_event(event),
        columns=tuple(frame.columns),
        source=source,
    )


def _of_column(column: pl.Series, features: Any, event: Any, source: str) -> Sample:
    name = column.name if column.name not in ("", "None") else None
    levels = tuple(column.dtype.categories.to_list()) if isinstance(column.dtype, pl.Enum) else None
    categorical = column.dtype in (pl.Enum, pl.Categorical)
    values = (
        np.array(column.cast(pl.String).to_list(), dtype=object)
        if categorical or column.dtype == pl.String
        else _values(column)
    )
    extra, names = _feature_arrays(features, event)
    return sample_arrays(
        {"target": values} | extra, target="target", name=name, features=names, event=_event(event), levels=levels,
        categorical=categorical, source=source,
    )  # fmt: skip


def _values(column: pl.Series) -> NDArray[Any]:
    if column.dtype.is_numeric() and column.null_count():
        return column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    if column.dtype.is_decimal():
        return column.cast(pl.Float64).to_numpy()
    if column.dtype == pl.List:
        return _rows(column)
    if column.dtype == pl.Struct:
        raise InputError(f"the column {column.name!r} holds records of several fields; pass one field, or a DataFrame.")
    return column.to_numpy() if column.dtype != pl.Object else np.array(column.to_list(), dtype=object)


def _rows(column: pl.Series) -> NDArray[Any]:
    """Lists of equal length as the rows of a matrix."""
    lengths = column.list.len().unique().to_list()
    if len(lengths) > 1 or column.null_count():
        raise InputError(f"the lists in {column.name!r} differ in length ({len(lengths)} lengths); pad them first.")
    return np.array(column.to_list())


def _of_array(target: Any, features: Any, event: Any) -> Sample:
    series = _series(target)
    if series is not None:
        return _of_column(series, features, event, type(target).__name__)
    array = _array(target)
    extra, names = _feature_arrays(features, event)
    return sample_arrays(
        {"target": array} | extra,
        target="target",
        name=None,
        features=names,
        event=_event(event),
        source=_source(target),
    )


def _source(target: Any) -> str:
    kind = type(target)
    return (
        f"{kind.__module__.partition('.')[0]}.{kind.__qualname__}"
        if kind.__module__ != "builtins"
        else kind.__qualname__
    )


def _series(value: Any) -> pl.Series | None:
    try:
        series = nw.from_native(value, series_only=True)
    except TypeError:
        return None
    native = series.to_native()
    return native if isinstance(native, pl.Series) else _column(series)


def _feature_arrays(features: Any, event: Any) -> tuple[dict[str, NDArray[Any]], list[str] | Literal[False]]:
    """Features as arrays by name, and those names; False where there are none."""
    found: dict[str, NDArray[Any]] = {}
    if features is not None:
        found.update(_columns(features))
    if event is not None and not isinstance(event, str):
        found["event"] = _array(event)
    elif isinstance(event, str) and event in found:
        found["event"] = found.pop(event)
    return found, (list(found) or False)


def _columns(features: Any) -> dict[str, NDArray[Any]]:
    frame = _frame(features)
    if frame is None and (series := _series(features)) is not None:
        frame = series.to_frame()
    if frame is not None:
        return {
            name: _values(frame[name]) if frame[name].dtype.is_numeric() else _text(frame[name])
            for name in frame.columns
        }
    if isinstance(features, Mapping):
        return {str(name): _array(column) for name, column in features.items()}
    return {"features": _array(features)}


def _text(column: pl.Series) -> NDArray[Any]:
    if column.dtype == pl.Boolean:
        return column.cast(pl.Float64).to_numpy()
    if column.dtype.is_temporal():
        return column.to_physical().cast(pl.Float64).to_numpy()
    if column.dtype.is_nested() or column.dtype == pl.Object:
        return np.array([str(value) for value in column.to_list()], dtype=object)
    return np.array(column.cast(pl.String, strict=False).fill_null("").to_list(), dtype=object)


def _torch() -> Any:
    return sys.modules.get("torch")


def _array(value: Any) -> NDArray[Any]:
    torch = _torch()
    if torch is not None and isinstance(value, torch.Tensor):
        plain = value.detach().cpu()
        if plain.layout != torch.strided:
            raise InputError(f"got a tensor of layout {plain.layout}; pass a dense one: target.to_dense().")
        return np.asarray((plain.float() if plain.dtype in (torch.bfloat16, torch.float16) else plain).numpy())
    if (series := _series(value)) is not None:
        return _values(series) if series.dtype != pl.String else np.array(series.to_list(), dtype=object)
    if isinstance(value, Mapping):
        raise InputError("got a dict as target; pass its values, or a DataFrame.")
    if isinstance(value, np.ma.MaskedArray):
        return np.where(value.mask, np.nan, value.data) if np.any(value.mask) else np.asarray(value.data)
    try:
        items = (
            list(value) if isinstance(value, Iterable) and not isinstance(value, np.ndarray | list | tuple) else value
        )
        array = np.asarray(items)
    except ValueError as error:
        raise InputError(
            f"the rows have different lengths: {' '.join(str(error).split())[:100]}; pad them first."
        ) from error
    if array.dtype == object or (array.dtype.kind in "US" and array.ndim == 1 and isinstance(value, list | tuple)):
        return np.array(list(value), dtype=object) if array.ndim == 1 else array
    if array.ndim == 0:
        raise InputError(f"got {type(value).__name__} as target; wanted one value or row per example.")
    return array


# Data sets and loaders


def _is_data(value: Any) -> bool:
    torch = _torch()
    if torch is None:
        return False
    return isinstance(value, torch.utils.data.Dataset | torch.utils.data.DataLoader)


def _drawn(data: Any) -> tuple[NDArray[Any] | None, NDArray[Any]]:
    """Features and target of a bounded sample of a data set or loader."""
    torch = _torch()
    loader = isinstance(data, torch.utils.data.DataLoader)
    if loader:
        examples: list[Any] = list(islice(data, _MAX_BATCHES))
    elif hasattr(data, "__len__"):
        rows = np.linspace(0, len(data) - 1, min(len(data), _MAX_EXAMPLES)).astype(int)
        examples = [data[int(row)] for row in rows]
    else:
        examples = list(islice(iter(data), _MAX_EXAMPLES))
    if not examples:
        raise InputError(f"the {type(data).__name__} is empty; wanted at least two examples.")
    pairs = [_pair(example, batched=loader) for example in examples]
    join = np.concatenate if loader else np.stack
    try:
        targets = join([target if loader or np.ndim(target) else np.asarray(target) for _, target in pairs])
    except ValueError as error:
        raise InputError(
            f"the targets of the {type(data).__name__} differ in shape; pass the targets alone."
        ) from error
    return _stacked([x for x, _ in pairs], join), targets


def _stacked(parts: list[NDArray[Any] | None], join: Any) -> NDArray[Any] | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts) or len({part.shape[1:] for part in known}) > 1:
        return None
    try:
        return np.asarray(join(known))
    except ValueError:
        return None


def _pair(example: Any, *, batched: bool) -> tuple[NDArray[Any] | None, NDArray[Any]]:
    if isinstance(example, Mapping):
        key = next((name for name in _TARGET_KEYS if name in example), None)
        if key is None:
            raise InputError(
                f"examples are dicts with keys {', '.join(map(str, example))}; wanted one of {', '.join(_TARGET_KEYS)}."
            )
        rest = [_item(value) for name, value in example.items() if name != key]
        return _joined([np.asarray(value) for value in rest], batched=batched), np.asarray(_item(example[key]))
    if isinstance(example, list | tuple):
        x = _item(example[0]) if len(example) > 1 else None
        usable = x is not None and np.asarray(x).dtype.kind in "biuf"
        return (np.asarray(x) if usable else None), np.asarray(_item(example[-1]))
    return None, np.asarray(_item(example))


def _joined(parts: list[NDArray[Any]], *, batched: bool) -> NDArray[Any] | None:
    """The numbers among the entries of a dict, flattened side by side; None where there are none."""
    numbers = [part for part in parts if part.dtype.kind in "biuf" and part.ndim >= int(batched)]
    flat = [part.reshape(len(part), -1) if batched else part.ravel() for part in numbers]
    if not flat or len({part.shape[:-1] for part in flat}) > 1:
        return None
    return np.concatenate(flat, axis=-1)


def _item(value: Any) -> Any:
    torch = _torch()
    return value.detach().cpu().numpy() if torch is not None and isinstance(value, torch.Tensor) else value
