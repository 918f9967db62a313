"""Expressions: names, attributes, containers, operators, comprehensions."""

import ast
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rightloss.check.flow import calls, frames, operators, torch_ops
from rightloss.check.flow.attributes import attribute
from rightloss.check.flow.values import (
    NONE,
    UNKNOWN,
    Alternatives,
    Bound,
    Const,
    Criterion,
    External,
    Frame,
    Function,
    Instance,
    Layer,
    Object,
    Scope,
    Sequence,
    Table,
    Tensor,
    Unknown,
    Value,
    constant,
    join,
    join_all,
    sequence,
)

if TYPE_CHECKING:
    from rightloss.check.flow.interpreter import Interpreter

_COMPARISONS: dict[type[ast.cmpop], tuple[str, Callable[[Any, Any], Any]]] = {
    ast.Eq: ("eq", operator.eq),
    ast.NotEq: ("ne", operator.ne),
    ast.Lt: ("lt", operator.lt),
    ast.LtE: ("le", operator.le),
    ast.Gt: ("gt", operator.gt),
    ast.GtE: ("ge", operator.ge),
}
_MAX_ITEMS = 64


def truth(value: Value) -> bool | None:
    """Whether a value is true in a condition, None if that is not known."""
    match value:
        case Const():
            return bool(value.value)
        case Function() | Layer() | Criterion():
            return True
        case Sequence() | Table() if value.exact:
            return bool(value.names)
        case _:
            return None


# Operators


def _binary(run: "Interpreter", node: ast.BinOp) -> Value:
    return operators.operate(run, node.op, run.value(node.left), run.value(node.right), node)


def _unary(run: "Interpreter", node: ast.UnaryOp) -> Value:
    value = run.value(node.operand)
    if isinstance(node.op, ast.Not):
        known = truth(value)
        return UNKNOWN if known is None else Const(not known)
    if isinstance(value, Const):
        sign = (
            operator.neg
            if isinstance(node.op, ast.USub)
            else operator.pos
            if isinstance(node.op, ast.UAdd)
            else operator.invert
        )
        return operators.fold(lambda a, _: sign(a), value.value, 0)
    name = {ast.USub: "neg", ast.Invert: "logical_not"}.get(type(node.op))
    return torch_ops.apply(run, name, (value,), {}, node) if name else value


def _boolean(run: "Interpreter", node: ast.BoolOp) -> Value:
    values: list[Value] = []
    stops = isinstance(node.op, ast.Or)
    for part in node.values:
        value = run.value(part)
        known = truth(value)
        if known is stops:
            # `a and False` is false whatever `a` is.
            return value if not values else join_all([*values, value]) if stops else Const(False)
        if known is None:
            values.append(value)
    return join_all(values) if values else Const(not stops)


def _compare(run: "Interpreter", node: ast.Compare) -> Value:
    left = run.value(node.left)
    result: Value = Const(True)
    for op, part in zip(node.ops, node.comparators, strict=True):
        right = run.value(part)
        result = _one_comparison(run, op, left, right, node)
        if isinstance(result, Const) and not result.value:
            return result
        left = right
    return result


def _one_comparison(run: "Interpreter", op: ast.cmpop, left: Value, right: Value, node: ast.AST) -> Value:
    if isinstance(op, ast.Is | ast.IsNot):
        same = _identical(left, right)
        return UNKNOWN if same is None else Const(same is isinstance(op, ast.Is))
    if isinstance(op, ast.In | ast.NotIn):
        found = _contains(right, left)
        return UNKNOWN if found is None else Const(found is isinstance(op, ast.In))
    name, function = _COMPARISONS[type(op)]
    if isinstance(left, Sequence) and isinstance(right, Sequence) and isinstance(op, ast.Eq | ast.NotEq):
        same = _same_items(left, right)
        return UNKNOWN if same is None else Const(same is isinstance(op, ast.Eq))
    if isinstance(left, Const) and isinstance(right, Const):
        return operators.fold(function, left.value, right.value)
    return torch_ops.apply(run, name, (left, right), {}, node)


def _same_items(left: Sequence, right: Sequence) -> bool | None:
    """Whether two sequences, such as shapes, are equal."""
    if not (left.exact and right.exact):
        return None
    if len(left.names) != len(right.names):
        return False
    known = all(isinstance(part, Const) for part in (*left.items, *right.items))
    return left.items == right.items if known else None


def _identical(left: Value, right: Value) -> bool | None:
    if isinstance(left, Const) and isinstance(right, Const):
        return left.value is right.value or (left.value == right.value and type(left.value) is type(right.value))
    for one, other in ((left, right), (right, left)):
        if one == NONE:
            known = not isinstance(other, Unknown | Alternatives | External)
            return False if known or (isinstance(other, External) and other.dotted.startswith("torch.")) else None
    return None


def _contains(container: Value, item: Value) -> bool | None:
    if not isinstance(item, Const):
        return None
    if isinstance(container, Const) and isinstance(container.value, str) and isinstance(item.value, str):
        return item.value in container.value
    if isinstance(container, Sequence) and container.exact and all(isinstance(part, Const) for part in container.items):
        return any(constant(part) == item.value for part in container.items)
    if isinstance(container, Table) and container.exact:
        return item.value in container.names
    return None


# Containers


def _display(run: "Interpreter", node: ast.Tuple | ast.List | ast.Set) -> Value:
    kind = "tuple" if isinstance(node, ast.Tuple) else "list"
    values: list[Value] = []
    exact = len(node.elts) <= _MAX_ITEMS
    for part in node.elts[:_MAX_ITEMS]:
        if isinstance(part, ast.Starred):
            inner = run.value(part.value)
            if isinstance(inner, Sequence) and inner.exact:
                values.extend(inner.items)
            elif isinstance(inner, Object) and inner.kind == "parameters":
                values.append(inner)
            else:
                exact = False
                values.append(element(run, inner))
        else:
            values.append(run.value(part))
    made = sequence(values, kind) if exact else Sequence(names={0: join_all(values)}, kind=kind, exact=False)
    made.born = run.open_loops
    return made


def _dict(run: "Interpreter", node: ast.Dict) -> Value:
    table = Table()
    for key, part in zip(node.keys, node.values, strict=True):
        value = run.value(part)
        if key is None:
            table.names.update(value.names if isinstance(value, Table) else {})
            table.exact = table.exact and isinstance(value, Table) and value.exact
            continue
        name = run.value(key)
        if isinstance(name, Const):
            table.names[name.value] = value
        else:
            table.exact = False
    return table


def element(run: "Interpreter", value: Value) -> Value:
    """Any one element of a container."""
    values = iterate(run, value, _MAX_ITEMS)
    return join_all(values) if values else UNKNOWN


def elements(run: "Interpreter", value: Value, count: int, starred: int | None = None) -> list[Value]:
    """The parts that `count` targets of an unpacking get."""
    if isinstance(value, Alternatives):
        each = [elements(run, part, count, starred) for part in value.values]
        return [join_all([parts[index] for parts in each]) for index in range(count)]
    if isinstance(value, Sequence) and value.exact and starred is not None and len(value.names) >= count - 1:
        items = value.items
        after = count - starred - 1
        middle = sequence(items[starred : len(items) - after], "list")
        return [*items[:starred], middle, *items[len(items) - after :]]
    if isinstance(value, Sequence) and value.exact and len(value.names) == count:
        return value.items
    if isinstance(value, Tensor | Sequence):
        return [element(run, value)] * count
    return [UNKNOWN] * count


def iterate(run: "Interpreter", value: Value, unroll: int) -> list[Value] | None:
    """What a loop sees: all of a short exact container; else a typical element, twice (for what carries over)."""
    match value:
        case Sequence():
            if value.exact and len(value.names) <= unroll:
                return value.items
            return [join_all(value.items)] * 2
        case Table() if value.exact and len(value.names) <= unroll:
            return [Const(key) for key in value.names]
        case Const() if isinstance(value.value, str | tuple) and len(value.value) <= unroll:
            return [Const(part) for part in value.value]
        case Tensor():
            return [torch_ops.row(value)] * 2
        case Object():
            return calls.loop_values(run, value, unroll)
        case Alternatives():
            inner = [iterate(run, part, unroll) for part in value.values]
            if any(part is None for part in inner):
                return [UNKNOWN] * 2
            return [join_all([join_all(part) for part in inner if part])] * 2
        case Instance():
            return calls.loop_instance(run, value, unroll)
        case _:
            return [UNKNOWN] * 2


def seen_once(value: Value, unroll: int) -> bool:
    """Whether a loop sees every element of a container once."""
    if isinstance(value, Object):
        return value.kind in calls.FINITE and calls.is_exact(value)
    return isinstance(value, Sequence | Table) and value.exact and len(value.names) <= unroll


def store_item(run: "Interpreter", owner: Value, key: Value, value: Value) -> None:
    """`owner[key] = value`."""
    if isinstance(owner, Table):
        if isinstance(key, Const):
            run.heap.write(owner, key.value, value)
        else:
            run.heap.inexact(owner)
    elif isinstance(owner, Bound) and isinstance(owner.owner, Object) and owner.owner.kind == "net":
        # The last layer of a model is replaced: model.classifier[1] = nn.Linear(...).
        run.heap.write(owner.owner, owner.name, value)
    elif isinstance(owner, Sequence):
        index = constant(key)
        if isinstance(index, int) and owner.exact and index % max(len(owner.names), 1) in owner.names:
            run.heap.write(owner, index % len(owner.names), value)
        else:
            run.heap.write(owner, 0, join_all([*owner.items, value]))
            run.heap.inexact(owner)


def _subscript(run: "Interpreter", node: ast.Subscript) -> Value:
    return item(run, run.value(node.value), run.value(node.slice), node)


def item(run: "Interpreter", owner: Value, key: Value, node: ast.AST) -> Value:
    """`owner[key]`."""
    match owner:
        case Alternatives():
            return join_all([item(run, part, key, node) for part in owner.values])
        case Tensor():
            return torch_ops.index(run, owner, key, node)
        case Sequence():
            return _sequence_item(owner, key)
        case Table():
            if isinstance(key, Const) and key.value in owner.names:
                return owner.names[key.value]
            return join_all(list(owner.names.values())) if owner.exact and not isinstance(key, Const) else UNKNOWN
        case Const():
            return _constant_item(owner.value, key)
        case Instance():
            return calls.method(run, owner, "__getitem__", (key,), {}, node)
        case Object() if owner.kind == "dataset":
            return owner.names["item"]
        case Object() if owner.kind == "frame":
            return frames.item(owner, key)
        case Bound(owner=Object(kind="frame") as table) if owner.name in ("iloc", "loc"):
            return frames.located(table, key)
        case _:
            return UNKNOWN


def _sequence_item(owner: Sequence, key: Value) -> Value:
    if isinstance(key, Object) and key.kind == "slice" and owner.exact:
        parts = [constant(key.names[name], UNKNOWN) for name in ("start", "stop", "step")]
        if (
            any(isinstance(part, Unknown) or (part is not None and not isinstance(part, int)) for part in parts)
            or parts[2] == 0
        ):
            return Sequence(names={0: join_all(owner.items)}, kind=owner.kind, exact=False) if owner.names else UNKNOWN
        return sequence(owner.items[slice(*parts)], owner.kind)
    index = constant(key)
    if isinstance(index, int) and owner.exact and -len(owner.names) <= index < len(owner.names):
        return owner.items[index]
    if isinstance(key, Object) and key.kind == "slice":
        return owner
    return join_all(owner.items) if not owner.exact or not isinstance(key, Const) else UNKNOWN


def _constant_item(value: Any, key: Value) -> Value:
    if isinstance(value, str | tuple) and isinstance(key, Const):
        try:
            return Const(value[key.value])
        except (TypeError, IndexError):
            return UNKNOWN
    return UNKNOWN


def _slice(run: "Interpreter", node: ast.Slice) -> Value:
    parts = {"start": node.lower, "stop": node.upper, "step": node.step}
    return Object(kind="slice", names={name: run.value(part) if part else NONE for name, part in parts.items()})


# Functions


def _lambda(run: "Interpreter", node: ast.Lambda) -> Value:
    return calls.define(run, node, None)


def _call(run: "Interpreter", node: ast.Call) -> Value:
    return calls.call_node(run, node)


def _conditional(run: "Interpreter", node: ast.IfExp) -> Value:
    known = truth(run.value(node.test))
    if known is not None:
        return run.value(node.body if known else node.orelse)
    run.unsure += 1
    try:
        return join(run.value(node.body), run.value(node.orelse))
    finally:
        run.unsure -= 1


def _comprehension(run: "Interpreter", node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Value:
    values: list[Value] = []
    exact = _generate(run, node.generators, lambda: values.append(run.value(node.elt)))
    kind = "generator" if isinstance(node, ast.GeneratorExp) else "list"
    if exact and len(values) <= _MAX_ITEMS:
        return sequence(values, kind)
    return Sequence(names={0: join_all(values)}, kind=kind, exact=False)


def _dict_comprehension(run: "Interpreter", node: ast.DictComp) -> Value:
    table = Table()

    def add() -> None:
        key, value = run.value(node.key), run.value(node.value)
        if isinstance(key, Const):
            table.names[key.value] = value
        else:
            table.exact = False

    table.exact = _generate(run, node.generators, add) and table.exact
    return table


def _generate(run: "Interpreter", generators: list[ast.comprehension], body: Callable[[], None]) -> bool:
    """Run a comprehension in a scope of its own; whether every element was seen once."""
    scope = Scope(parent=run.here.scope, path=run.path)
    with run.frame(Frame(scope=scope, path=run.path, function=run.here.function)):
        return _nested(run, generators, body)


def _nested(run: "Interpreter", generators: list[ast.comprehension], body: Callable[[], None]) -> bool:
    if not generators:
        body()
        return True
    first, *rest = generators
    source = run.value(first.iter)
    values = iterate(run, source, 16)
    exact = isinstance(source, Const) or seen_once(source, 16)
    for value in values or []:
        run.assign(first.target, value)
        tests = [truth(run.value(test)) for test in first.ifs]
        if False in tests:
            continue
        exact = _nested(run, rest, body) and exact and None not in tests
    return bool(exact)


def _named(run: "Interpreter", node: ast.NamedExpr) -> Value:
    value = run.value(node.value)
    run.assign(node.target, value)
    return value


def _format(run: "Interpreter", node: ast.JoinedStr) -> Value:
    parts = [run.value(part.value if isinstance(part, ast.FormattedValue) else part) for part in node.values]
    if all(isinstance(part, Const) for part in parts) and not any(
        isinstance(part, ast.FormattedValue) and part.format_spec for part in node.values
    ):
        return Const("".join(str(constant(part)) for part in parts))
    return UNKNOWN


def _yield(run: "Interpreter", node: ast.Yield) -> Value:
    run.here.yields.append(run.value(node.value) if node.value else NONE)
    return UNKNOWN


def _yield_from(run: "Interpreter", node: ast.YieldFrom) -> Value:
    run.here.yields.append(element(run, run.value(node.value)))
    return UNKNOWN


# What is known of each kind of expression.
HANDLERS: dict[type[ast.expr] | type[None], Callable[[Any, Any], Value]] = {
    ast.Constant: lambda run, node: Const(node.value),
    ast.Name: lambda run, node: run.lookup(node.id),
    ast.Attribute: lambda run, node: attribute(run, run.value(node.value), node.attr, node),
    ast.Call: _call,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.BoolOp: _boolean,
    ast.Compare: _compare,
    ast.Tuple: _display,
    ast.List: _display,
    ast.Set: _display,
    ast.Dict: _dict,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.Lambda: _lambda,
    ast.IfExp: _conditional,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _dict_comprehension,
    ast.NamedExpr: _named,
    ast.JoinedStr: _format,
    ast.Await: lambda run, node: run.value(node.value),
    ast.Starred: lambda run, node: run.value(node.value),
    ast.Yield: _yield,
    ast.YieldFrom: _yield_from,
}
