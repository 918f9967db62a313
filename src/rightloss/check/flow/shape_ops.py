"""Operations that move, split, join or pick elements: they keep the numbers and change the shape."""

import ast
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from rightloss.check.facts import FLOATING
from rightloss.check.flow import dims, indexing
from rightloss.check.flow.arguments import bind, dim_of, dims_of, integer, positive, shape_of
from rightloss.check.flow.attributes import dim_value
from rightloss.check.flow.values import (
    UNKNOWN,
    Const,
    Object,
    Sequence,
    Step,
    Tensor,
    Value,
    constant,
    join_all,
    replace,
    sequence,
)

if TYPE_CHECKING:
    from rightloss.check.flow.interpreter import Interpreter

Args = tuple[Value, ...]
Kwargs = Mapping[str, Value]


def _tensor(args: Args, kwargs: Kwargs) -> Tensor:
    value = args[0] if args else kwargs.get("input", UNKNOWN)
    return value if isinstance(value, Tensor) else Tensor(attached=None)


def _moved(x: Tensor, shape: dims.Shape | None, dim: int | None, order: tuple[str, ...] = ()) -> Tensor:
    return replace(x, shape=shape, dim=dim, order=order, tail=())


def _last(x: Tensor) -> bool:
    return x.dim is not None and (x.dim == -1 or (x.shape is not None and x.dim == len(x.shape) - 1))


def axes(x: Tensor) -> tuple[str, ...]:
    """Names of the axes in memory order, for telling a permutation from a new view."""
    if x.order:
        return x.order
    return tuple(str(dim.symbols if isinstance(dim, dims.Size) else dim) for dim in x.shape) if x.shape else ()


def _view(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    x = _tensor(args, kwargs)
    rest = args[1:] or tuple(value for key, value in kwargs.items() if key in ("shape", "size"))
    if len(rest) == 1 and not isinstance(rest[0], Const | Sequence | Object):
        return _moved(x, None, None)
    wanted = shape_of(rest)
    if wanted is None:
        return _moved(x, None, None)
    shape = _filled(x, wanted)
    keeps = _last(x) and (x.shape is None or (len(shape) > 0 and shape[-1] is not None and shape[-1] == x.shape[-1]))
    order = axes(x) if len(shape) < len(x.shape or ()) else ()
    dim = len(shape) - 1 if keeps else 0 if _swallowed(x, shape) else None
    return _moved(x, shape, dim, order)


def _swallowed(x: Tensor, shape: dims.Shape) -> bool:
    """Whether a view to (-1, C) keeps the last dimension, and what was normalised went into the rows."""
    if x.shape is None or x.dim is None or x.dim < 0 or x.dim >= len(x.shape) - 1 or len(shape) != 2:
        return False
    return shape[-1] == x.shape[-1] and shape[-1] is not None


def _filled(x: Tensor, wanted: dims.Shape) -> dims.Shape:
    """The shape of a view: -1 is what is left."""
    open_at = [index for index, dim in enumerate(wanted) if dim == -1]
    if len(open_at) != 1:
        return wanted
    rest = dims.product(tuple(dim for dim in wanted if dim != -1))
    total = dims.product(x.shape) if x.shape is not None else None
    left = dims.over(total, rest)
    if left is None and x.shape and len(x.shape) > len(wanted) - 1 and wanted[-1] == x.shape[-1] and open_at == [0]:
        left = (
            dims.product(x.shape[: len(x.shape) - len(wanted) + 1])
            if wanted[1:] == x.shape[len(x.shape) - len(wanted) + 1 :]
            else None
        )
    return tuple(left if dim == -1 else dim for dim in wanted)


def _flatten(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    x = _tensor(args, kwargs)
    given = bind("input start_dim end_dim", args, kwargs)
    if name == "ravel":
        given = {}
    if x.shape is None:
        return _moved(x, None, None)
    rank = len(x.shape)
    start, end = integer(given.get("start_dim", Const(0))), integer(given.get("end_dim", Const(-1)))
    if start is None or end is None or rank == 0:
        return _moved(x, None, None)
    start, end = positive(start, rank), positive(end, rank)
    shape = (*x.shape[:start], dims.product(x.shape[start : end + 1]), *x.shape[end + 1 :])
    dim = x.dim if x.dim is not None and 0 <= x.dim < start else None
    return _moved(x, shape, dim, axes(x))


def _unflatten(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    x = _tensor(args, kwargs)
    given = bind("input dim sizes", args, kwargs)
    at, sizes = integer(given.get("dim")), shape_of((given["sizes"],)) if "sizes" in given else None
    if x.shape is None or at is None or sizes is None:
        return _moved(x, None, None)
    at = positive(at, len(x.shape))
    return _moved(x, (*x.shape[:at], *(None if dim == -1 else dim for dim in sizes), *x.shape[at + 1 :]), None)


def _opaque(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """Only the graph is followed: gradients flow, and what cut them off before stays known."""
    return Tensor() if any(isinstance(part, Tensor) for part in (*args, *kwargs.values())) else UNKNOWN


def _permute(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    x = _tensor(args, kwargs)
    rest = args[1:] or tuple(kwargs.values())
    order = shape_of(rest)
    if order is None or not all(isinstance(part, int) for part in order):
        return _moved(x, None, None)
    return _reordered(x, [int(part) for part in order if isinstance(part, int)])


def _reordered(x: Tensor, order: list[int]) -> Tensor:
    rank = len(order)
    order = [positive(part, rank) for part in order]
    dim = order.index(x.dim % rank) if x.dim is not None and x.dim % rank in order else None
    if x.shape is None or len(x.shape) != rank or sorted(order) != list(range(rank)):
        return _moved(x, None, dim)
    names = axes(x)
    moved = tuple(names[part] for part in order) if len(names) == rank else ()
    return _moved(x, tuple(x.shape[part] for part in order), dim, moved)


def _transpose(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    x = _tensor(args, kwargs)
    if x.array and name == "transpose":
        # numpy's transpose takes the whole order of the axes, and reverses them without one.
        axes_given = shape_of(args[1:]) if len(args) > 1 else tuple(range(len(x.shape or ()) - 1, -1, -1))
        known = [part for part in axes_given or () if isinstance(part, int)]
        return _reordered(x, known) if x.shape is not None and len(known) == len(x.shape) else _moved(x, None, None)
    if name in ("t", "T", "mT", "adjoint"):
        first, second = -2, -1
        if x.shape is not None and len(x.shape) < 2:
            return x
    else:
        given = bind("input dim0 dim1", args, kwargs)
        one, two = integer(given.get("dim0")), integer(given.get("dim1"))
        if one is None or two is None:
            return _moved(x, None, None)
        first, second = one, two
    if x.shape is None:
        return _moved(x, None, None)
    order = list(range(len(x.shape)))
    first, second = positive(first, len(order)), positive(second, len(order))
    if max(first, second) >= len(order) or min(first, second) < 0:
        return _moved(x, None, None)
    order[first], order[second] = order[second], order[first]
    return _reordered(x, order)


def _movedim(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    x = _tensor(args, kwargs)
    given = bind("input source destination", args, kwargs)
    source, target = integer(given.get("source")), integer(given.get("destination"))
    if x.shape is None or source is None or target is None:
        return _moved(x, None, None)
    order = [index for index in range(len(x.shape)) if index != positive(source, len(x.shape))]
    order.insert(positive(target, len(x.shape)), positive(source, len(x.shape)))
    return _reordered(x, order)


def _squeeze(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    x = _tensor(args, kwargs)
    given = bind("input dim", args, kwargs)
    if x.shape is None:
        return _moved(x, None, None)
    if "dim" not in given:
        if any(dim is None or isinstance(dim, dims.Size) for dim in x.shape):
            # A size that is not known may be one: what is left depends on it.
            known = all(dim != 1 for dim in x.shape)
            return _moved(x, tuple(dim for dim in x.shape if dim != 1), x.dim if known else None)
        return _moved(x, tuple(dim for dim in x.shape if dim != 1), _after_squeeze(x))
    gone = dims_of(given["dim"])
    if gone is None:
        return _moved(x, None, None)
    where = {positive(part, len(x.shape)) for part in gone}
    if any(part >= len(x.shape) or x.shape[part] is None for part in where if part >= 0):
        return _moved(x, None, None)
    kept = [index for index, dim in enumerate(x.shape) if index not in where or dim != 1]
    dim = kept.index(x.dim) if x.dim in kept else None
    return _moved(x, tuple(x.shape[index] for index in kept), dim)


def _after_squeeze(x: Tensor) -> int | None:
    kept = [index for index, dim in enumerate(x.shape or ()) if dim != 1]
    return kept.index(x.dim) if x.dim in kept else None


def _unsqueeze(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    x = _tensor(args, kwargs)
    at = integer(bind("input dim", args, kwargs).get("dim"))
    if x.shape is None or at is None:
        return _moved(x, None, None)
    at = at + len(x.shape) + 1 if at < 0 else at
    shape = (*x.shape[:at], 1, *x.shape[at:])
    return _moved(x, shape, None if x.dim is None else x.dim + (x.dim >= at))


def _expand(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    x = _tensor(args, kwargs)
    if (
        name in ("expand_as", "view_as", "reshape_as", "broadcast_to")
        and len(args) == 2
        and isinstance(args[1], Tensor)
    ):
        return _moved(x, args[1].shape, None)
    wanted = shape_of(args[1:])
    if wanted is None or name in ("repeat", "tile"):
        return _moved(x, _repeated(x, wanted), None)
    if x.shape is None:
        return _moved(x, None, None)
    padded = (None,) * (len(wanted) - len(x.shape)) + x.shape
    return (
        _moved(x, tuple(old if new == -1 else new for old, new in zip(padded, wanted, strict=True)), None)
        if len(padded) == len(wanted)
        else _moved(x, None, None)
    )


def _repeated(x: Tensor, wanted: dims.Shape | None) -> dims.Shape | None:
    if wanted is None or x.shape is None or len(wanted) < len(x.shape):
        return None
    padded = (1,) * (len(wanted) - len(x.shape)) + x.shape
    return tuple(dims.times(old, new) for old, new in zip(padded, wanted, strict=True))


def _cat(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    given = bind("tensors dim", args, kwargs)
    parts = given.get("tensors", UNKNOWN)
    if not isinstance(parts, Sequence) or not parts.names:
        return Tensor(attached=None)
    joined = join_all(list(parts.names.values()))
    inside = [part for part in parts.names.values() if isinstance(part, Tensor)]
    if len(inside) < len(parts.names):
        return Tensor(attached=True if any(part.attached for part in inside) else None)
    at = integer(given.get("dim", Const(0)))
    base = (
        joined
        if isinstance(joined, Tensor)
        else Tensor(dtype=inside[0].dtype if len({part.dtype for part in inside}) == 1 else None)
    )
    base = replace(base, dim=_joined_dim(base, at, name))
    shape = _joined_shape([part.shape for part in inside], at, name, parts.exact) if at is not None else None
    space = base.space if base.space not in ("probabilities", "log-probabilities") or base.dim is not None else None
    return replace(base, shape=shape, order=(), number=0, space=space, tail=())


def _joined_dim(x: Tensor, at: int | None, name: str) -> int | None:
    """Where the normalised dimension is: stack() puts a new one beside it, cat() makes another of it."""
    rank = len(x.shape) if x.shape is not None else None
    if x.dim is None or at is None or (at < 0 and rank is None):
        return None
    if name != "stack":
        known = (at < 0) == (x.dim < 0) or rank is not None
        return x.dim if known and positive(at, rank) != positive(x.dim, rank) else None
    where = at + rank + 1 if at < 0 and rank is not None else at
    if x.dim >= 0:
        return x.dim + (x.dim >= where)
    return x.dim if where == 0 else None


def _joined_shape(shapes: list[dims.Shape | None], at: int, name: str, exact: bool) -> dims.Shape | None:
    first = shapes[0]
    if first is None or any(shape is None or len(shape) != len(first) for shape in shapes):
        return None
    known = [shape for shape in shapes if shape is not None]
    if name == "stack":
        where = at + len(first) + 1 if at < 0 else at
        base = first
        for shape in known[1:]:
            base = dims.join(base, shape) or base
        return (*base[:where], len(known) if exact else None, *base[where:])
    where = positive(at, len(first))
    if not 0 <= where < len(first):
        return None
    if not exact:
        return tuple(None if index == where else dim for index, dim in enumerate(first))
    sizes = [shape[where] for shape in known]
    total = (
        sum(size for size in sizes if isinstance(size, int)) if all(isinstance(size, int) for size in sizes) else None
    )
    if total is None and len(set(sizes)) == 1:
        total = dims.times(sizes[0], len(sizes))  # type: ignore[assignment]
    return tuple(total if index == where else dim for index, dim in enumerate(first))


def _chunk(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    x = _tensor(args, kwargs)
    given = bind("input size dim", args, kwargs)
    count = integer(given.get("size", given.get("chunks")))
    at = integer(given.get("dim", Const(0)))
    piece = replace(x, shape=None, order=(), tail=(), dim=x.dim if at is not None and x.dim not in (None, at) else None)
    if piece.dim is None and x.space in ("probabilities", "log-probabilities"):
        piece = replace(piece, space=None)
    if x.shape is not None and at is not None and count:
        where = positive(at, len(x.shape))
        size = x.shape[where] if 0 <= where < len(x.shape) else None
        if isinstance(size, int):
            each = -(-size // count) if name in ("chunk", "tensor_split") else count
            sizes = [min(each, size - start) for start in range(0, size, each)][:16]
            return sequence([replace(piece, shape=(*x.shape[:where], part, *x.shape[where + 1 :])) for part in sizes])
        if name == "chunk" and count <= 16:
            return sequence([replace(piece, shape=(*x.shape[:where], None, *x.shape[where + 1 :]))] * count)
    return (
        sequence([piece] * count)
        if name == "chunk" and count and count <= 16
        else Sequence(names={0: piece}, kind="tuple", exact=False)
    )


def _unbind(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    x = _tensor(args, kwargs)
    at = integer(bind("input dim", args, kwargs).get("dim", Const(0)))
    piece = indexing.without(x, at)
    size = x.shape[positive(at, len(x.shape))] if x.shape and at is not None and at < len(x.shape) else None
    if isinstance(size, int) and size <= 16:
        return sequence([piece] * size)
    return Sequence(names={0: piece}, kind="tuple", exact=False)


def _gather(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    x = _tensor(args, kwargs)
    given = bind("input dim index", args, kwargs)
    where = given.get("index")
    shape = where.shape if isinstance(where, Tensor) and name != "index_select" else None
    along = integer(given.get("dim"))
    if along is not None and x.shape is not None:
        along = positive(along, len(x.shape))
    gathered = replace(x, shape=shape, dim=None, order=(), tail=())
    return indexing.picked(gathered, x.dim is None or x.dim in (along, integer(given.get("dim"))))


def _topk(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    x = _tensor(args, kwargs)
    values = indexing.picked(replace(x, shape=None, dim=None, order=(), tail=()), True)
    where = Tensor(
        space="class-index", dtype="long", attached=False, hard=f"{name}()[1]" if x.attached else x.hard, low=0.0
    )
    return sequence([values, where.via(Step(f"{name}()[1]", run.path, getattr(node, "lineno", 1)))], "pair")


def _one_hot(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    x = _tensor(args, kwargs)
    classes = dim_of(bind("input num_classes", args, kwargs).get("num_classes"))
    shape = (*x.shape, classes if classes != -1 else None) if x.shape is not None else None
    return Tensor(space="one-hot", dim=len(shape) - 1 if shape else -1, dtype="long", shape=shape, low=0.0, high=1.0)


def _size(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    x = _tensor(args, kwargs)
    if name in ("dim", "ndimension"):
        return Const(len(x.shape)) if x.shape is not None else UNKNOWN
    if x.shape is None:
        return UNKNOWN
    if name in ("numel", "nelement"):
        return dim_value(dims.product(x.shape))
    at = integer(bind("input dim", args, kwargs).get("dim"))
    if at is not None:
        return dim_value(x.shape[at]) if -len(x.shape) <= at < len(x.shape) else UNKNOWN
    return sequence([dim_value(dim) for dim in x.shape])


def _is_floating(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    dtype = _tensor(args, kwargs).dtype
    return UNKNOWN if dtype is None else Const(dtype in FLOATING)


def _rows(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """Same numbers in another order or number: the shape is not followed."""
    x = _tensor(args, kwargs)
    return replace(x, shape=x.shape if name in ("flip", "roll", "cumsum_") else None, order=(), tail=())


def _interpolate(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    x = _tensor(args, kwargs)
    given = bind("input size scale_factor", args, kwargs)
    if x.shape is None or len(x.shape) < 3:
        return replace(x, shape=None, dim=x.dim, tail=(*x.tail[:1], *(None,) * (len(x.tail) - 1)), order=())
    rank = len(x.shape) - 2
    size = given.get("size")
    wanted = shape_of((size,)) if isinstance(size, Sequence) else None
    spatial = wanted if wanted is not None and len(wanted) == rank else (None,) * rank
    return replace(x, shape=(*x.shape[:2], *spatial), order=())


# How the trail of padded sequences begins; the padding value follows.
PADDED = "padded with "


def _padded(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """Sequences of different lengths in one tensor."""
    given = bind("sequences batch_first padding_value padding_side", args, kwargs)
    value = constant(given.get("padding_value", Const(0)), None)
    parts = given.get("sequences", UNKNOWN)
    first = (
        next((part for part in parts.names.values() if isinstance(part, Tensor)), None)
        if isinstance(parts, Sequence)
        else None
    )
    shape = (None, None, *first.shape[1:]) if first is not None and first.shape else None
    result = Tensor(dtype=first.dtype if first is not None else None, shape=shape)
    known = isinstance(value, int | float) and value % 1 == 0
    return result.via(Step(f"{PADDED}{int(value)}", run.path, getattr(node, "lineno", 1))) if known else result


def _masked(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    return indexing.picked(replace(_tensor(args, kwargs), shape=(None,), dim=None, order=()), True)


OPAQUE = (
    "linear",
    "conv1d",
    "conv2d",
    "conv3d",
    "conv_transpose1d",
    "conv_transpose2d",
    "bilinear",
    "einsum",
    "cumsum",
    "cumprod",
    "cdist",
    "grid_sample",
    "pairwise_distance",
    "index_add",
    "scatter_add",
    "tril",
    "triu",
    "diag",
    "unfold",
    "fold",
    "layer_norm",
    "batch_norm",
    "outer",
    "scaled_dot_product_attention",
    "addmm",
    "baddbmm",
    "lerp",
    "cross",
    "kron",
    "tensordot",
)

Handler = Callable[["Interpreter", str, Args, Kwargs, ast.AST], Value]
OPS: dict[str, Handler] = {
    **dict.fromkeys(("view", "reshape", "resize_", "resize"), _view),
    **dict.fromkeys(("flatten", "ravel"), _flatten),
    "permute": _permute,
    "unflatten": _unflatten,
    **dict.fromkeys(OPAQUE, _opaque),
    **dict.fromkeys(("transpose", "t", "T", "mT", "adjoint"), _transpose),
    "movedim": _movedim,
    "squeeze": _squeeze,
    "unsqueeze": _unsqueeze,
    **dict.fromkeys(("expand", "expand_as", "view_as", "reshape_as", "repeat", "tile", "broadcast_to"), _expand),
    **dict.fromkeys(("cat", "stack"), _cat),
    **dict.fromkeys(("chunk", "split", "tensor_split"), _chunk),
    "unbind": _unbind,
    **dict.fromkeys(("gather", "index_select", "take_along_dim"), _gather),
    **dict.fromkeys(("topk", "sort", "kthvalue"), _topk),
    "one_hot": _one_hot,
    **dict.fromkeys(("size", "dim", "ndimension", "numel", "nelement"), _size),
    "is_floating_point": _is_floating,
    **dict.fromkeys(("flip", "roll", "repeat_interleave", "narrow"), _rows),
    **dict.fromkeys(("interpolate", "upsample"), _interpolate),
    **dict.fromkeys(("masked_select", "take"), _masked),
    "pad_sequence": _padded,
}
