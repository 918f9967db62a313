"""Picking elements: indices, slices, masks, and what is left of a normalised dimension."""

from rightloss.check.flow import dims
from rightloss.check.flow.arguments import integer, positive
from rightloss.check.flow.values import NONE, Const, Object, Sequence, Tensor, Value, replace

# What makes the array of a text file: of one dimension, or of two where two keys pick from it.
TEXT = "loadtxt"


def as_table(x: Tensor, key: Value) -> Tensor:
    """The array of a text file that is indexed by row and column."""
    if x.shape is not None or x.made[0] != TEXT or not isinstance(key, Sequence) or not key.exact:
        return x
    if key.kind != "tuple" or len(key.names) != 2 or NONE in key.items or Const(...) in key.items:
        return x
    return replace(x, shape=(dims.Size((f"lines#{x.number}",)), None))


def without(x: Tensor, at: int | None) -> Tensor:
    """A slice of one element along a dimension, that dimension gone."""
    if at is None or x.shape is None:
        return picked(replace(x, shape=None, dim=None, order=(), tail=()), x.dim is None)
    at = positive(at, len(x.shape))
    shape = tuple(dim for index, dim in enumerate(x.shape) if index != at)
    dim = None if x.dim is None or x.dim == at else x.dim - (x.dim > at)
    gone = replace(x, shape=shape, dim=dim, order=())
    return picked(gone, x.dim in (at, None))


def picked(x: Tensor, across: bool) -> Tensor:
    """Elements taken across the normalised dimension no longer sum to one."""
    spaces = {"probabilities": "independent-probabilities", "log-probabilities": "independent-log-probabilities"}
    return replace(x, space=spaces[x.space], dim=None) if across and x.space in spaces else x


def row(x: Tensor) -> Tensor:
    """One row: the first dimension gone."""
    return replace(without(x, 0), number=0)


def index(x: Tensor, key: Value) -> Value:
    """`x[key]` for numbers, slices, None, ..., masks and index tensors."""
    keys = list(key.items) if isinstance(key, Sequence) and key.kind == "tuple" and key.exact else [key]
    if x.shape is None:
        across = x.space in ("probabilities", "log-probabilities") and not all(
            isinstance(part, Object) for part in keys
        )
        return picked(replace(x, shape=None, dim=None, order=(), tail=()), across)
    picks = [part for part in keys if isinstance(part, Tensor | Sequence)]
    if len(picks) > 1:
        return _gathered(x, keys)
    kept: list[tuple[int | None, dims.Dim]] = []
    at = 0
    used = sum(part not in (NONE, Const(...)) for part in keys)
    for part in keys:
        if part == NONE:
            kept.append((None, 1))
            continue
        if part == Const(...):
            while at < len(x.shape) - (used - _before(keys, part)):
                kept.append((at, x.shape[at]))
                at += 1
            continue
        if at >= len(x.shape):
            return replace(x, shape=None, dim=None, order=(), tail=())
        size = _indexed(x.shape[at], part)
        if isinstance(part, Tensor) and part.dtype == "bool":
            return picked(
                replace(
                    x, shape=None if part.shape is None else (None, *x.shape[len(part.shape) :]), dim=None, order=()
                ),
                False,
            )
        if isinstance(part, Tensor) and part.shape is not None and len(part.shape) == 0:
            size = 0
        if not isinstance(part, Const | Object | Tensor | Sequence) and size is not None:
            return picked(replace(x, shape=None, dim=None, order=(), tail=()), x.dim is not None)
        if size != 0 or not _single(part):
            kept.append((at, size))
        at += 1
    kept.extend((position, x.shape[position]) for position in range(at, len(x.shape)))
    places = [position for position, _ in kept]
    dim = places.index(x.dim) if x.dim in places else None
    full = dim is not None and x.shape[x.dim] == kept[dim][1] if x.dim is not None and x.dim < len(x.shape) else True
    moved = replace(x, shape=tuple(size for _, size in kept), dim=dim, order=())
    return picked(moved, x.dim is not None and (dim is None or not full))


def _gathered(x: Tensor, keys: list[Value]) -> Tensor:
    """`x[i, j]` with several index tensors: their common shape, then what is left of x."""
    shape: dims.Shape | None = ()
    for part in keys:
        shape = dims.broadcast(shape, part.shape) if isinstance(part, Tensor) and part.dtype != "bool" else None
    rest = x.shape[len(keys) :] if x.shape is not None else None
    whole = (*shape, *rest) if shape is not None and rest is not None else None
    return picked(replace(x, shape=whole, dim=None, order=()), x.dim is not None)


def _before(keys: list[Value], part: Value) -> int:
    return sum(other not in (NONE, Const(...)) for other in keys[: keys.index(part)])


def _single(part: Value) -> bool:
    if isinstance(part, Object) and part.kind == "size":
        return True
    return (isinstance(part, Const) and isinstance(part.value, int)) or (isinstance(part, Tensor) and part.shape == ())


def _indexed(size: dims.Dim, part: Value) -> dims.Dim:
    """The size that an index leaves of a dimension; 0 where the dimension goes."""
    if isinstance(part, Object) and part.kind == "slice":
        return _sliced(size, part)
    if _single(part):
        return 0
    if isinstance(part, Tensor) and part.shape is not None and len(part.shape) == 1:
        return part.shape[0]
    if isinstance(part, Sequence) and part.exact:
        return len(part.names)
    return None


def _sliced(size: dims.Dim, part: Object) -> dims.Dim:
    start, stop, step = (part.names[name] for name in ("start", "stop", "step"))
    if start == NONE and stop == NONE and step == NONE:
        return size
    numbers = [integer(value) for value in (start, stop, step)]
    if (
        isinstance(size, int)
        and size >= 0
        and all(value == NONE or isinstance(value, Const) for value in (start, stop, step))
    ):
        return dims.counted(slice(*numbers).indices(size)) if numbers[2] != 0 else None
    if (
        isinstance(start, Const | type(NONE))
        and numbers[0] in (None, 0)
        and numbers[1] is not None
        and step == NONE
        and size is None
    ):
        return None
    return None
