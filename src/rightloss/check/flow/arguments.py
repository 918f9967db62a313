"""Arguments of operations: bound to names, read as numbers, dimensions, shapes and dtypes."""

import ast
import math
from collections.abc import Mapping

from rightloss.check.facts import DTYPES
from rightloss.check.flow.dims import Dim, Shape, Size
from rightloss.check.flow.values import (
    UNKNOWN,
    Alternatives,
    Bound,
    Const,
    External,
    Object,
    Sequence,
    Tensor,
    Value,
)

Args = tuple[Value, ...]
Kwargs = Mapping[str, Value]


def bind(names: str, args: Args, kwargs: Kwargs) -> dict[str, Value]:
    """Positional and keyword arguments under the names of the parameters; absent ones are not in it."""
    order = names.split()
    found = dict(zip(order, args, strict=False))
    found.update({("input" if name in ("self", "x") else name): value for name, value in kwargs.items()})
    if "axis" in found:
        found.setdefault("dim", found["axis"])
    if "keepdims" in found:
        found.setdefault("keepdim", found["keepdims"])
    return found


def number(value: Value | None) -> float | None:
    """A constant number, None if it is not one."""
    if isinstance(value, Const) and isinstance(value.value, int | float) and not isinstance(value.value, bool):
        return value.value
    return None


def integer(value: Value | None) -> int | None:
    """A constant whole number, None if it is not one."""
    return value.value if isinstance(value, Const) and isinstance(value.value, int) else None


def dim_of(value: Value | None) -> Dim:
    """A value as a size: a number, or the symbol that it stands for."""
    if isinstance(value, Const) and isinstance(value.value, int | float) and math.isfinite(value.value):
        return int(value.value)
    if isinstance(value, Object) and value.kind == "size":
        dim = value.names["dim"]
        return dim if isinstance(dim, Size) else None
    return None


def shape_of(values: Args) -> Shape | None:
    """Sizes given one by one or as one tuple."""
    if len(values) == 1 and isinstance(values[0], Sequence):
        if not values[0].exact:
            return None
        values = tuple(values[0].items)
    return tuple(dim_of(value) for value in values)


def dims_of(value: Value | None) -> tuple[int, ...] | None:
    """One dimension or several, None if they are not known."""
    if isinstance(value, Const) and isinstance(value.value, int):
        return (value.value,)
    if isinstance(value, Sequence) and value.exact:
        found = [integer(part) for part in value.items]
        return tuple(part for part in found if part is not None) if None not in found else None
    return None


def dtype_of(value: Value | None) -> str | None:
    """A dtype argument as a kind, None if it is none or unknown."""
    if isinstance(value, External):
        return DTYPES.get(value.dotted)
    if isinstance(value, Const) and isinstance(value.value, str):
        return DTYPES.get(value.value)
    return None


def names_dtype(node: ast.AST) -> bool:
    """Whether a call asks for a dtype, known or not: x.to(y.dtype), x.to(dtype=kind)."""
    if not isinstance(node, ast.Call):
        return False
    given = [*node.args, *(word.value for word in node.keywords)]
    return any(word.arg == "dtype" for word in node.keywords) or any(
        isinstance(value, ast.Attribute) and value.attr == "dtype" for value in given
    )


def positive(dim: int, rank: int | None) -> int:
    """A dimension counted from the front where the rank is known."""
    return dim + rank if dim < 0 and rank is not None else dim


def tensors(values: Args) -> list[Tensor]:
    """The tensors among values."""
    return [value for value in values if isinstance(value, Tensor)]


def is_open(value: Value) -> bool:
    """Whether a value has alternatives that an operation has to be done on one by one."""
    return isinstance(value, Alternatives)


__all__ = ["UNKNOWN", "Bound", "bind", "dim_of", "dims_of", "dtype_of", "integer", "number", "positive", "shape_of"]
