"""Operators of Python: on constants they are computed, on tensors they are operations of torch."""

import ast
import operator
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rightloss.check.flow import torch_ops
from rightloss.check.flow.values import UNKNOWN, Const, Object, Sequence, Tensor, Unknown, Value, join_all, sequence

if TYPE_CHECKING:
    from rightloss.check.flow.interpreter import Interpreter

_OPERATORS: dict[type[ast.operator], tuple[str, Callable[[Any, Any], Any]]] = {
    ast.Add: ("add", operator.add),
    ast.Sub: ("sub", operator.sub),
    ast.Mult: ("mul", operator.mul),
    ast.Div: ("div", operator.truediv),
    ast.FloorDiv: ("floor_divide", operator.floordiv),
    ast.Mod: ("remainder", operator.mod),
    ast.Pow: ("pow", operator.pow),
    ast.MatMult: ("matmul", operator.matmul),
    ast.BitAnd: ("bitwise_and", operator.and_),
    ast.BitOr: ("bitwise_or", operator.or_),
    ast.BitXor: ("bitwise_xor", operator.xor),
    ast.LShift: ("bitwise_left_shift", operator.lshift),
    ast.RShift: ("bitwise_right_shift", operator.rshift),
}
_MAX_NUMBER = 10**12
_MAX_TEXT = 10_000
_MAX_ITEMS = 64
# A format that asks for many characters, or takes their number from a value.
_WIDE = re.compile(r"[0-9]{4}|\*")


def operate(run: "Interpreter", op: ast.operator, left: Value, right: Value, node: ast.AST) -> Value:
    """`left op right`."""
    name, function = _OPERATORS[type(op)]
    if isinstance(left, Const) and isinstance(right, Const):
        return fold(function, left.value, right.value)
    if isinstance(left, Sequence) and isinstance(right, Sequence) and name == "add":
        joined = sequence([*left.items, *right.items], left.kind, left.exact and right.exact)
        return joined if len(joined.names) <= _MAX_ITEMS else UNKNOWN
    if name == "add" and _holds_parameters(left) and _holds_parameters(right):
        return sequence([left, right], "list")
    if isinstance(left, Sequence) and isinstance(right, Const) and name == "mul" and isinstance(right.value, int):
        count = max(min(right.value, _MAX_ITEMS // max(len(left.names), 1)), 0)
        return sequence(left.items * count, left.kind, left.exact and count == right.value)
    if name == "mul" and isinstance(left, Sequence) and _counts(right):
        return Sequence(names={0: join_all(left.items)} if left.names else {}, kind=left.kind, exact=False)
    return torch_ops.apply(run, name, (left, right), {}, node)


def _counts(value: Value) -> bool:
    """Whether this may be how often a list is repeated: a number that is not known."""
    return isinstance(value, Unknown | Object) or (isinstance(value, Tensor) and value.shape == ())


def _holds_parameters(value: Value) -> bool:
    return isinstance(value, Sequence) or (isinstance(value, Object) and value.kind == "parameters")


def fold(function: Callable[[Any, Any], Any], left: Any, right: Any) -> Value:
    """The constant that an operator gives, Unknown where it fails or grows too large."""
    for side in (left, right):
        if (isinstance(side, int | float) and abs(side) > _MAX_NUMBER) or (
            isinstance(side, str) and len(side) > _MAX_TEXT
        ):
            return UNKNOWN
    if function in (operator.pow, operator.lshift) and isinstance(right, int | float) and abs(right) > 64:
        return UNKNOWN
    if function is operator.mul and str in (type(left), type(right)) and max(_number(left), _number(right)) > 100:
        return UNKNOWN
    if function is operator.mod and isinstance(left, str) and _WIDE.search(left):
        return UNKNOWN
    try:
        return Const(function(left, right))
    except Exception:
        # Constants of unfitting types: the program would raise here, or never comes here.
        return UNKNOWN


def _number(value: Any) -> float:
    return value if isinstance(value, int | float) else 0
