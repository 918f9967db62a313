"""Tables of data: pandas frames and columns, scikit-learn's data sets, splits and scalers, as far as shapes go."""

from collections.abc import Mapping

from rightloss.check.facts import INF, INTEGRAL
from rightloss.check.flow import dims
from rightloss.check.flow.arguments import dim_of, dtype_of
from rightloss.check.flow.values import (
    UNKNOWN,
    Bound,
    Const,
    Object,
    Sequence,
    Table,
    Tensor,
    Value,
    constant,
    replace,
    sequence,
)
from rightloss.check.known_data import SKLEARN

Args = tuple[Value, ...]
Kwargs = Mapping[str, Value]

_READERS = ("read_csv", "read_excel", "read_parquet", "read_table", "read_feather", "DataFrame", "get_dummies")
_LOCATORS = ("iloc", "loc")
# Methods that give a frame for a frame and a column for a column.
_SAME = frozenset(
    [
        "astype",
        "fillna",
        "copy",
        "reset_index",
        "sort_values",
        "sample",
        "head",
        "tail",
        "round",
        "clip",
        "replace",
        "abs",
        "apply",
        "map",
        "rename",
        "dropna",
        "drop_duplicates",
        "interpolate",
        "ffill",
        "bfill",
        "shift",
        "rolling",
    ]
) - {"apply", "rolling"}
_SCALERS = frozenset(("StandardScaler", "MinMaxScaler", "RobustScaler", "MaxAbsScaler", "QuantileTransformer"))


def frame(rank: int, rows: dims.Dim, dtype: str | None = None, columns: int | None = None) -> Object:
    """A frame (rank 2) or a column (rank 1)."""
    names: dict[object, Value] = {"rank": Const(rank), "rows": _size(rows), "dtype": Const(dtype)}
    names["columns"] = Const(columns)
    return Object(kind="frame", names=names)


def _size(rows: dims.Dim) -> Value:
    return Const(rows) if isinstance(rows, int) else Object(kind="size", names={"dim": rows}) if rows else UNKNOWN  # type: ignore[dict-item]


def pandas(dotted: str, args: Args, kwargs: Kwargs) -> Value:
    """`pd.read_csv(...)` and its like."""
    name = dotted.rpartition(".")[2]
    if name in _READERS:
        known = args[0] if args and isinstance(args[0], Object) and args[0].kind == "frame" else None
        return frame(2, dim_of(known.names["rows"]) if known else dims.symbol("rows"))
    return frame(1, dims.symbol("rows")) if name == "Series" else UNKNOWN


def _rank(owner: Object) -> int:
    return int(constant(owner.names["rank"], 2))


def _again(owner: Object, rank: int, dtype: str | None = None, rows: bool = True, columns: int | None = None) -> Object:
    return frame(rank, dim_of(owner.names["rows"]) if rows else dims.symbol("rows"), dtype, columns)


def _columns(owner: Object) -> int | None:
    count = constant(owner.names["columns"])
    return count if isinstance(count, int) else None


def as_array(owner: Object) -> Tensor:
    """The numbers of a frame or column."""
    rows = dim_of(owner.names["rows"])
    shape = (rows,) if _rank(owner) == 1 else (rows, _columns(owner))
    return Tensor(dtype=constant(owner.names["dtype"]), shape=shape, attached=False, array=True)


def attribute(owner: Object, name: str) -> Value:
    """`df.values`, `df.iloc`, `df.price`."""
    if name == "values":
        return as_array(owner)
    if name == "shape":
        rows = owner.names["rows"]
        return sequence([rows] if _rank(owner) == 1 else [rows, UNKNOWN])
    if name == "codes" and _rank(owner) == 1:
        return _again(owner, 1, "int")
    if name == "cat":
        return owner
    return Bound(owner, name)


def item(owner: Object, key: Value) -> Value:
    """`df["price"]` is a column, `df[["a", "b"]]` a frame, `df[mask]` fewer rows."""
    if _rank(owner) == 1:
        return UNKNOWN
    if isinstance(key, Const) and isinstance(key.value, str):
        return _again(owner, 1)
    if isinstance(key, Sequence) and key.kind == "list":
        return _again(owner, 2, columns=_count(key))
    return UNKNOWN


def _count(key: Value) -> int | None:
    """How many columns a list of names or a slice from the end picks."""
    if isinstance(key, Sequence) and key.exact and all(isinstance(part, Const) for part in key.items):
        return len(key.names)
    if isinstance(key, Object) and key.names["stop"] == key.names["step"] == Const(None):
        start = constant(key.names["start"])
        return 1 if start == -1 else None
    return None


def located(owner: Object, key: Value) -> Value:
    """`df.iloc[rows, columns]`."""
    keys = key.items if isinstance(key, Sequence) and key.kind == "tuple" and key.exact else [key]
    if _rank(owner) == 1 or len(keys) > 2 or not (isinstance(keys[0], Object) and keys[0].kind == "slice"):
        return UNKNOWN
    every = all(part == Const(None) for part in keys[0].names.values())
    if len(keys) == 1:
        return _again(owner, 2, rows=every)
    columns = keys[1]
    if isinstance(columns, Const) and isinstance(columns.value, int | str):
        return _again(owner, 1, rows=every)
    if isinstance(columns, Sequence) or (isinstance(columns, Object) and columns.kind == "slice"):
        return _again(owner, 2, rows=every, columns=_count(columns))
    return UNKNOWN


def method(owner: Object, name: str, args: Args, kwargs: Kwargs) -> Value:
    """Methods of frames and columns."""
    if name in ("to_numpy", "to_list", "tolist"):
        array = as_array(owner)
        kind = next((kind for value in (*args, *kwargs.values()) if (kind := dtype_of(value))), None)
        return replace(array, dtype=kind or array.dtype)
    if name == "astype":
        return _again(owner, _rank(owner), dtype_of(args[0]) if args else None, columns=_columns(owner))
    if name in _SAME:
        fewer = name in ("dropna", "sample", "head", "tail", "drop_duplicates")
        return _again(owner, _rank(owner), rows=not fewer, columns=_columns(owner))
    if name == "drop" and _rank(owner) == 2:
        whole = "columns" in kwargs or kwargs.get("axis") in (Const(1), Const("columns")) or args[1:2] == (Const(1),)
        return _again(owner, 2, rows=whole)
    if name == "pop":
        return _again(owner, 1)
    return UNKNOWN


# scikit-learn


def sklearn(name: str, args: Args, kwargs: Kwargs) -> Value:
    """Data sets, splits and scalers of scikit-learn."""
    if name in SKLEARN:
        return _bunch(name, kwargs)
    if name in _MADE:
        return _made(name, args, kwargs)
    if name == "train_test_split":
        return _split(args)
    if name == "compute_class_weight":
        return Tensor(dtype="double", shape=(None,), attached=False, array=True, low=0.0)
    if name in _SCALERS or name == "LabelEncoder":
        kind = "scaler-of-columns" if name in _SCALERS else "encoder-of-labels"
        return Object(kind="standard-scaler" if name == "StandardScaler" else kind)
    return UNKNOWN


_MADE = {
    "make_classification": (100, 20, 2),
    "make_regression": (100, 100, 0),
    "make_moons": (100, 2, 2),
    "make_circles": (100, 2, 2),
    "make_blobs": (100, 2, 3),
}


def _pair(rows: dims.Dim, columns: dims.Dim, classes: int | None, target: dims.Shape) -> list[Value]:
    x = Tensor(dtype="double", shape=(rows, columns), attached=False, array=True)
    y = Tensor(dtype="double", shape=target, attached=False, array=True)
    if classes != 0:
        high = float(classes - 1) if classes else INF
        y = replace(y, dtype="long", space="class-index", low=0.0, high=high)
    return [x, y]


def _bunch(name: str, kwargs: Kwargs) -> Value:
    fact = SKLEARN[name]
    if kwargs.get("as_frame", Const(False)) != Const(False):
        columns: list[Value] = [frame(2, fact.rows), frame(1, fact.rows)]
    else:
        columns = _pair(fact.rows, fact.columns, fact.classes, (fact.rows,))
    if constant(kwargs.get("return_X_y"), False):
        return sequence(columns)
    return Table(names={"data": columns[0], "target": columns[1]}, kind="record", exact=False)


def _made(name: str, args: Args, kwargs: Kwargs) -> Value:
    rows, columns, classes = _MADE[name]
    given = args[0] if args else kwargs.get("n_samples")
    count = dim_of(given) if given is not None else rows
    width = dim_of(kwargs["n_features"]) if "n_features" in kwargs else (None if len(args) > 1 else columns)
    if name in ("make_classification", "make_blobs"):
        word = "n_classes" if name == "make_classification" else "centers"
        classes = constant(kwargs.get(word), None) if word in kwargs else classes
        classes = classes if isinstance(classes, int) else None  # type: ignore[assignment]
    several = "n_targets" in kwargs and kwargs["n_targets"] != Const(1)
    return sequence(_pair(count, width, classes, (count, None) if several else (count,)))


def _split(args: Args) -> Value:
    """`train_test_split(X, y)`: each array in two parts, with the same rows for all."""
    train, test = dims.symbol("train"), dims.symbol("test")
    found: list[Value] = []
    for part in args:
        found.extend(_with_rows(part, rows) for rows in (train, test))
    return sequence(found, "list")


def _with_rows(value: Value, rows: dims.Dim) -> Value:
    if isinstance(value, Object) and value.kind == "frame":
        return frame(_rank(value), rows, constant(value.names["dtype"]), _columns(value))
    if isinstance(value, Tensor):
        return replace(value, shape=(rows, *value.shape[1:]) if value.shape else None, order=(), number=0)
    return UNKNOWN


def fitted(kind: str, name: str, args: Args) -> Value:
    """What a scaler or an encoder of labels gives."""
    if name == "fit":
        return Object(kind=kind)
    value = args[0] if args else UNKNOWN
    if isinstance(value, Object) and value.kind == "frame":
        value = as_array(value)
    if name not in ("fit_transform", "transform", "inverse_transform"):
        return UNKNOWN
    shape = value.shape if isinstance(value, Tensor) else None
    if kind == "encoder-of-labels" and name != "inverse_transform":
        one = shape if shape is not None and len(shape) == 1 else (dims.symbol("rows"),)
        return Tensor(space="class-index", dtype="long", shape=one, low=0.0, attached=False, array=True)
    space = "normal" if kind == "standard-scaler" and name != "inverse_transform" else None
    return Tensor(space=space, dtype="double", shape=shape or (None, None), attached=False, array=True)


__all__ = ["INTEGRAL", "as_array", "attribute", "fitted", "frame", "item", "located", "method", "pandas", "sklearn"]
