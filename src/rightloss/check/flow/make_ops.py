"""Operations that make tensors: from sizes, from numbers, from random numbers."""

import ast
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from rightloss.check.flow import dims
from rightloss.check.flow.arguments import bind, dim_of, dtype_of, integer, number, shape_of
from rightloss.check.flow.values import UNKNOWN, Alternatives, Const, Sequence, Tensor, Value, constant, replace

if TYPE_CHECKING:
    from rightloss.check.flow.interpreter import Interpreter

Args = tuple[Value, ...]
Kwargs = Mapping[str, Value]
_SIZED = ("zeros", "ones", "empty", "rand", "randn")
_INF = float("inf")
_RANGES: dict[str, tuple[str | None, float, float]] = {
    "zeros": ("zero-one", 0.0, 0.0),
    "ones": ("zero-one", 1.0, 1.0),
    "empty": (None, -_INF, _INF),
    "rand": ("uniform", 0.0, 1.0),
    "randn": ("normal", -_INF, _INF),
}


def make(run: "Interpreter", name: str, args: Args, kwargs: Kwargs, node: ast.AST, array: bool) -> Value | None:
    """The tensor that a constructor of torch or numpy makes, None where the name is no constructor."""
    like = name.endswith("_like")
    base = name.removesuffix("_like").removeprefix("new_")
    handler = _MAKERS.get(base)
    if handler is None:
        return None
    if like:
        if not args or not isinstance(args[0], Tensor):
            return Tensor(attached=False)
        made = handler(base, (), args[1:], kwargs)
        return _leaf(replace(_typed(made, kwargs, args[0].dtype), shape=args[0].shape, array=array), base, kwargs)
    if name.startswith("new_"):
        # As the tensor that is asked.
        owner, *rest = args
        made = handler(base, tuple(rest), tuple(rest), kwargs)
        return _leaf(
            replace(_typed(made, kwargs, owner.dtype if isinstance(owner, Tensor) else None), array=array), base, kwargs
        )
    made = handler(base, args, args, kwargs)
    made = _typed(made, kwargs, "double" if array and made.dtype == "float" else made.dtype)
    return _leaf(replace(made, array=array), base, kwargs)


def _leaf(made: Tensor, base: str, kwargs: Kwargs) -> Tensor:
    """A tensor that may be asked to collect gradients: then it is trained, and its numbers change."""
    if constant(kwargs.get("requires_grad"), False) is not True:
        return replace(made, attached=False)
    space = "parameter" if base in _SIZED else made.space
    return replace(made, attached=True, space=space, low=-_INF, high=_INF)


def _typed(made: Tensor, kwargs: Kwargs, dtype: str | None) -> Tensor:
    given = kwargs.get("dtype")
    return replace(made, dtype=dtype_of(given) if given is not None else dtype)


def _sized(name: str, sizes: Args, args: Args, kwargs: Kwargs) -> Tensor:
    space, low, high = _RANGES[name]
    given = sizes or ((kwargs["size"],) if "size" in kwargs else ())
    shape = shape_of(given) if given else (() if not args else None)
    return Tensor(space=space, dtype="float", shape=shape, low=low, high=high, attached=False)


def _full(name: str, sizes: Args, args: Args, kwargs: Kwargs) -> Tensor:
    given = bind("size fill_value", sizes, kwargs) if sizes else bind("fill_value", args, kwargs)
    at = number(given.get("fill_value"))
    shape = shape_of((given["size"],)) if "size" in given else None
    value = constant(given.get("fill_value"))
    dtype = (
        "bool"
        if isinstance(value, bool)
        else "long"
        if isinstance(value, int)
        else "float"
        if isinstance(value, float)
        else None
    )
    space = "zero-one" if at in (0, 1) else None
    low, high = (at, at) if at is not None else (-_INF, _INF)
    return Tensor(space=space, dtype=dtype, shape=shape, low=low, high=high, attached=False)


def _randint(name: str, sizes: Args, args: Args, kwargs: Kwargs) -> Tensor:
    parts = list(args)
    ends = [number(part) for part in parts[:2]]
    three = len(parts) >= 2 and ends[1] is not None
    low, high = (ends[0], ends[1]) if three else (0, ends[0] if ends else None)
    low = number(kwargs["low"]) if "low" in kwargs else low
    high = number(kwargs["high"]) if "high" in kwargs else high
    rest = parts[2:] if three else parts[1:]
    size = kwargs.get("size") or (rest[0] if rest else None)
    shape = shape_of((size,)) if isinstance(size, Sequence | Const) else (() if sizes and size is None else None)
    top = high - 1 if high is not None else _INF
    bottom = low if low is not None else -_INF
    return Tensor(space="class-index", dtype="long", shape=shape, low=bottom, high=top, attached=False)


def _arange(name: str, sizes: Args, args: Args, kwargs: Kwargs) -> Tensor:
    numbers = [number(part) for part in args[:3]]
    length: dims.Dim = None
    whole = all(isinstance(part, int) for part in numbers) and bool(numbers)
    if whole:
        length = dims.counted([int(part) for part in numbers if part is not None])
    elif len(args) == 1:
        length = dim_of(args[0])
    dtype = "long" if whole or length is not None else None
    high = numbers[0] - 1 if len(numbers) == 1 and numbers[0] is not None else _INF
    return Tensor(dtype=dtype, shape=(length,), attached=False, low=0.0 if len(args) == 1 else -_INF, high=high)


def _linspace(name: str, sizes: Args, args: Args, kwargs: Kwargs) -> Tensor:
    given = bind("start end steps", args, kwargs)
    low, high = number(given.get("start")), number(given.get("end"))
    count = integer(given.get("steps", given.get("num")))
    bounds = {"low": min(low, high), "high": max(low, high)} if low is not None and high is not None else {}
    return Tensor(dtype="float", shape=(count,), attached=False, **bounds)  # type: ignore[arg-type]


def _eye(name: str, sizes: Args, args: Args, kwargs: Kwargs) -> Tensor:
    n = dim_of(args[0]) if args else None
    return Tensor(space="one-hot", dim=1, dtype="float", shape=(n, n), low=0.0, high=1.0, attached=False)


def _counts(name: str, sizes: Args, args: Args, kwargs: Kwargs) -> Tensor:
    """Whole numbers, unless they are weighted."""
    weighted = len(args) > 1 or "weights" in kwargs
    return Tensor(dtype=None if weighted else "long", shape=(None,), attached=False, low=-_INF if weighted else 0.0)


def _normal(name: str, sizes: Args, args: Args, kwargs: Kwargs) -> Tensor:
    given = bind("mean std size", args, kwargs)
    size = given.get("size")
    return Tensor(space="normal", dtype="float", shape=shape_of((size,)) if size is not None else None, attached=False)


_MAKERS: dict[str, Callable[[str, Args, Args, Kwargs], Tensor]] = {
    **dict.fromkeys(_SIZED, _sized),
    "full": _full,
    "randint": _randint,
    "arange": _arange,
    "linspace": _linspace,
    "eye": _eye,
    "normal": _normal,
    "randperm": _arange,
    "bincount": _counts,
}


def literal(value: Value) -> Tensor | None:
    """The tensor of a (nested) list of constants, or of other tensors and numbers; None where it is not known."""
    if isinstance(value, Const):
        if isinstance(value.value, bool | int | float):
            return _scalar(value.value)
        return None
    if isinstance(value, Tensor):
        return value
    if isinstance(value, Alternatives):
        each = [literal(part) for part in value.values]
        known = [part for part in each if part is not None]
        return _either(known) if len(known) == len(each) else None
    if not isinstance(value, Sequence) or not value.names:
        return None
    parts = [literal(part) for part in value.names.values()]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return Tensor(attached=False, shape=None)
    return _gathered(known, len(known) if value.exact else None)


def _either(parts: list[Tensor]) -> Tensor:
    """One of a few tensors: what all of them have in common."""
    all_of_them = _gathered(parts, None)
    return replace(all_of_them, shape=all_of_them.shape[1:] if all_of_them.shape is not None else None)


def _scalar(value: bool | int | float) -> Tensor:
    dtype = "bool" if isinstance(value, bool) else "long" if isinstance(value, int) else "float"
    return Tensor(dtype=dtype, shape=(), low=float(value), high=float(value), attached=False)


def _gathered(parts: list[Tensor], count: int | None) -> Tensor:
    kinds = [part.dtype for part in parts]
    dtype = next((kind for kind in ("double", "float", "half", "long", "int", "uint8", "bool") if kind in kinds), None)
    shape = parts[0].shape
    for part in parts[1:]:
        shape = dims.join(shape, part.shape)
    low, high = min(part.low for part in parts), max(part.high for part in parts)
    binary = all(part.low == part.high and part.low in (0.0, 1.0) for part in parts)
    return Tensor(
        dtype=dtype if None not in kinds else None,
        shape=(count, *shape) if shape is not None else None,
        low=low,
        high=high,
        attached=False,
        hard=next((part.hard for part in parts if part.hard), ""),
        source=frozenset().union(*(part.source for part in parts)),
        space="zero-one" if binary or all(part.space == "zero-one" for part in parts) else None,
    )


__all__ = ["UNKNOWN", "literal", "make"]
