"""Python's own functions and containers."""

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rightloss.check.flow import dims, torch_ops
from rightloss.check.flow.arguments import dim_of
from rightloss.check.flow.attributes import dim_value
from rightloss.check.flow.values import (
    NONE,
    UNKNOWN,
    Class,
    Const,
    Criterion,
    External,
    Function,
    Instance,
    Layer,
    Method,
    Object,
    Partial,
    Sequence,
    Table,
    Tensor,
    Value,
    constant,
    join_all,
    sequence,
)

if TYPE_CHECKING:
    from rightloss.check.flow.interpreter import Interpreter

Args = tuple[Value, ...]
Kwargs = Mapping[str, Value]
_FEW = 16
_MOST = 32


def call(run: "Interpreter", dotted: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value | None:
    """A built-in or a function of the standard library; None where it is none that is known."""
    handler = _CALLS.get(dotted)
    if handler is not None:
        return handler(run, args, kwargs, node)
    return UNKNOWN if dotted.startswith("builtins.") else None


def _length(run: "Interpreter", args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    match args[0] if args else UNKNOWN:
        case Sequence() | Table() as value if value.exact:
            return Const(len(value.names))
        case Tensor() as value if value.shape:
            return torch_ops.apply(run, "size", (value, Const(0)), {}, node)
        case Const(value=str() as text):
            return Const(len(text))
        case _:
            return UNKNOWN


def _list(run: "Interpreter", args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    from rightloss.check.flow import expressions

    if not args:
        return Sequence(born=run.open_loops)
    value = args[0]
    if isinstance(value, Sequence):
        return Sequence(names=dict(value.names), kind="list", exact=value.exact)
    if isinstance(value, Object) and value.kind == "parameters":
        return value
    if isinstance(value, Object | Table):
        values = expressions.iterate(run, value, _FEW) or []
        exact = is_exact(value) if isinstance(value, Object) else value.exact
        return sequence(values, "list") if exact else Sequence(names={0: join_all(values)}, kind="list", exact=False)
    return UNKNOWN


def _tuple(run: "Interpreter", args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    made = _list(run, args, kwargs, node)
    return Sequence(names=made.names, kind="tuple", exact=made.exact) if isinstance(made, Sequence) else made


def _dict(run: "Interpreter", args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    names: dict[object, Value] = {}
    exact = True
    if args:
        pairs = _pairs(run, args[0])
        names.update(pairs.names)
        exact = pairs.exact
    return Table(names={**names, **kwargs}, exact=exact)


def _pairs(run: "Interpreter", value: Value) -> Table:
    """What `dict(value)` holds: of another dict, or of pairs."""
    from rightloss.check.flow import expressions

    if isinstance(value, Table):
        return value
    exact = value.exact if isinstance(value, Sequence) else isinstance(value, Object) and is_exact(value)
    parts = expressions.iterate(run, value, _FEW) if exact else None
    table = Table(exact=parts is not None)
    for part in parts or []:
        pair = part.items if isinstance(part, Sequence) and part.exact and len(part.names) == 2 else None
        if pair is None or not isinstance(pair[0], Const):
            return Table(exact=False)
        table.names[pair[0].value] = pair[1]
    return table


def _range(run: "Interpreter", args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    return Object(kind="range", names=dict(enumerate(args)))


def _zip(run: "Interpreter", args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    return Object(kind="zip", names=dict(enumerate(args)))


def columns(rows: Value) -> Value:
    """`zip(*rows)`: the first parts of all rows, the second parts..."""
    if isinstance(rows, Sequence) and rows.exact:
        return Object(kind="zip", names=dict(enumerate(rows.items)))
    row = rows.names.get(0) if isinstance(rows, Sequence) else None
    if not isinstance(row, Sequence) or not row.exact:
        return UNKNOWN
    return sequence([Sequence(names={0: part}, kind="tuple", exact=False) for part in row.items])


def _enumerate(run: "Interpreter", args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    return Object(kind="enumerate", names={0: args[0] if args else UNKNOWN})


def _first(run: "Interpreter", args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    return args[0] if args else UNKNOWN


def _tqdm(run: "Interpreter", args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    return args[0] if args else kwargs.get("iterable", UNKNOWN)


def _next(run: "Interpreter", args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    from rightloss.check.flow import expressions

    values = expressions.iterate(run, args[0], 1) if args else None
    return join_all(values) if values else UNKNOWN


def _sum(run: "Interpreter", args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    from rightloss.check.flow import expressions, operators

    value = args[0] if args else UNKNOWN
    if isinstance(value, Tensor):
        return torch_ops.apply(run, "sum", (value, Const(0)), {}, node)
    if not isinstance(value, Sequence | Object):
        return UNKNOWN
    total: Value = args[1] if len(args) > 1 else kwargs.get("start", Const(0))
    for part in expressions.iterate(run, value, _FEW) or []:
        total = operators.operate(run, ast.Add(), total, part, node)
    return total


def _number(kind: type) -> "Handler":
    def convert(run: "Interpreter", args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
        value = args[0] if args else UNKNOWN
        if isinstance(value, Const):
            try:
                return Const(kind(value.value))
            except (TypeError, ValueError, OverflowError):
                return UNKNOWN
        if isinstance(value, Tensor):
            from rightloss.check.flow.torch_calls import bound
            from rightloss.check.flow.values import Bound

            return bound(run, Bound(value, "item"), (), {}, node)
        return value if isinstance(value, Object) and value.kind == "size" and kind is int else UNKNOWN

    return convert


def _isinstance(run: "Interpreter", args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    if len(args) != 2:
        return UNKNOWN
    wanted = args[1].items if isinstance(args[1], Sequence) else [args[1]]
    known = [_is_a(args[0], one) for one in wanted]
    return Const(True) if True in known else UNKNOWN if None in known else Const(False)


def _is_a(value: Value, wanted: Value) -> bool | None:
    name = wanted.dotted if isinstance(wanted, External) else ""
    match value:
        case Tensor():
            return (
                True
                if name in ("torch.Tensor",) and not value.array
                else False
                if name.startswith("builtins.")
                else None
            )
        case Sequence():
            return (
                value.kind == name.removeprefix("builtins.")
                if value.kind in ("tuple", "list") and name.startswith("builtins.")
                else None
            )
        case Table():
            return True if name == "builtins.dict" else False if name.startswith("builtins.") else None
        case Const():
            return (
                type(value.value).__name__ == name.removeprefix("builtins.") if name.startswith("builtins.") else None
            )
        case Instance() if isinstance(wanted, Class):
            return _inherits(value.cls, wanted)
        case Instance():
            return False if name.startswith("builtins.") else None
        case _:
            return None


def _inherits(cls: Class, wanted: Class, depth: int = 0) -> bool | None:
    if cls is wanted:
        return True
    if depth > 20:
        return None
    known = [_inherits(base, wanted, depth + 1) for base in cls.bases if isinstance(base, Class)]
    return True if True in known else None if None in known else False


def _getattr(run: "Interpreter", args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    from rightloss.check.flow.attributes import attribute

    if len(args) >= 2 and isinstance(args[1], Const) and isinstance(args[1].value, str):
        if isinstance(args[0], Instance) and len(args) == 3 and args[1].value not in args[0].names:
            return UNKNOWN
        return attribute(run, args[0], args[1].value, node)
    return UNKNOWN


def _setattr(run: "Interpreter", args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    if len(args) == 3 and isinstance(args[0], Instance) and isinstance(args[1], Const):
        run.heap.write(args[0], args[1].value, args[2])
    return NONE


def _hasattr(run: "Interpreter", args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    if len(args) == 2 and isinstance(args[0], Instance) and constant(args[1]) in args[0].names:
        return Const(True)
    return UNKNOWN


def _super(run: "Interpreter", args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    frame = next((frame for frame in reversed(run.frames) if frame.function is not None), None)
    if frame is None or frame.function is None or frame.function.owner is None:
        return UNKNOWN
    spec = frame.function.node.args
    first = (*spec.posonlyargs, *spec.args)[:1]
    this = frame.scope.names.get(first[0].arg, UNKNOWN) if first else UNKNOWN
    return Object(kind="super", names={"self": this, "cls": frame.function.owner})


def _partial(run: "Interpreter", args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    return Partial(args[0], args[1:], dict(kwargs)) if args else UNKNOWN


def _chain(run: "Interpreter", args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """Several parameter groups in one; for other iterators, what an element of any is."""
    if all(isinstance(part, Object) and part.kind == "parameters" for part in args):
        return sequence(args, "list")
    from rightloss.check.flow import expressions

    return Sequence(names={0: join_all([expressions.element(run, part) for part in args])}, kind="list", exact=False)


def _map(run: "Interpreter", args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    from rightloss.check.flow import calls, expressions

    if len(args) != 2:
        return UNKNOWN
    values = expressions.iterate(run, args[1], _FEW) or []
    results = [calls.call(run, args[0], (value,), {}, node) for value in values]
    exact = isinstance(args[1], Sequence) and args[1].exact
    return (
        sequence(results, "generator")
        if exact
        else Sequence(names={0: join_all(results)}, kind="generator", exact=False)
    )


def _extreme(run: "Interpreter", args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
    if len(args) >= 2 and all(isinstance(part, Const) and isinstance(part.value, int | float) for part in args):
        numbers = [part.value for part in args if isinstance(part, Const)]
        return Const(max(numbers) if name == "max" else min(numbers))
    return UNKNOWN


def _absolute(run: "Interpreter", args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    if args and isinstance(args[0], Tensor):
        return torch_ops.apply(run, "abs", args, {}, node)
    number = constant(args[0]) if args else None
    return Const(abs(number)) if isinstance(number, int | float) else UNKNOWN


def _type(run: "Interpreter", args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    return args[0].cls if args and isinstance(args[0], Instance) else UNKNOWN


def _reversed(run: "Interpreter", args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    if args and isinstance(args[0], Sequence) and args[0].exact:
        return sequence(args[0].items[::-1], "list")
    return args[0] if args else UNKNOWN


def _math(name: str) -> "Handler":
    import math

    def compute(run: "Interpreter", args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
        numbers = [constant(part) for part in args]
        try:
            return Const(getattr(math, name)(*numbers)) if all(isinstance(n, int | float) for n in numbers) else UNKNOWN
        except (ValueError, OverflowError, TypeError):
            return UNKNOWN

    return compute


def _field(run: "Interpreter", args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """The default of a field: all that is known of it until an instance is made."""
    from rightloss.check.flow import calls

    if "default_factory" in kwargs:
        return calls.call(run, kwargs["default_factory"], (), {}, node)
    return kwargs.get("default", UNKNOWN)


def _stop(run: "Interpreter", args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    return External("sys.exit()")


def _all(run: "Interpreter", args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    return UNKNOWN


from collections.abc import Callable  # noqa: E402

Handler = Callable[["Interpreter", Args, Kwargs, ast.AST], Value]
_CALLS: dict[str, Handler] = {
    "builtins.len": _length,
    "builtins.list": _list,
    "builtins.tuple": _tuple,
    "builtins.set": _list,
    "builtins.dict": _dict,
    "collections.OrderedDict": _dict,
    "builtins.range": _range,
    "builtins.zip": _zip,
    "builtins.enumerate": _enumerate,
    "builtins.iter": _first,
    "builtins.sorted": _list,
    "builtins.reversed": _reversed,
    "builtins.next": _next,
    "builtins.sum": _sum,
    "builtins.int": _number(int),
    "builtins.float": _number(float),
    "builtins.str": _number(str),
    "builtins.isinstance": _isinstance,
    "builtins.getattr": _getattr,
    "builtins.setattr": _setattr,
    "builtins.hasattr": _hasattr,
    "builtins.super": _super,
    "builtins.map": _map,
    "builtins.max": _extreme,
    "builtins.min": _extreme,
    "builtins.abs": _absolute,
    "builtins.type": _type,
    "functools.partial": _partial,
    "dataclasses.field": _field,
    "itertools.chain": _chain,
    "tqdm.tqdm": _tqdm,
    "tqdm.auto.tqdm": _tqdm,
    "tqdm.notebook.tqdm": _tqdm,
    "tqdm.trange": _range,
    "builtins.exit": _stop,
    "sys.exit": _stop,
    **{f"math.{name}": _math(name) for name in ("sqrt", "log", "exp", "ceil", "floor", "prod", "log2")},
}


def loop_values(run: "Interpreter", value: Object, unroll: int) -> list[Value]:
    """What a loop over an iterator, a range or a DataLoader sees."""
    from rightloss.check.flow import expressions
    from rightloss.check.flow.data import batch

    match value.kind:
        case "range":
            bounds, count = _counted(value)
            if count is not None and count <= min(unroll, 4):
                return [Const(part) for part in range(*bounds)]
            return [dim_value(dims.symbol("i"))] * 2
        case "zip":
            columns = [expressions.iterate(run, part, unroll) or [] for part in value.names.values()]
            return [sequence(list(parts)) for parts in zip(*columns, strict=False)]
        case "enumerate":
            inner = expressions.iterate(run, value.names[0], unroll) or []
            exact = is_exact(value)
            anywhere = dim_value(dims.symbol("i"))
            return [sequence([Const(index) if exact else anywhere, part]) for index, part in enumerate(inner)]
        case "items" | "keys" | "values":
            return _table_values(value.kind, value.names["table"])
        case "loader":
            return [batch(run, value)] * 2
        case "dataset":
            return [value.names["item"]] * 2
        case _:
            return [UNKNOWN] * 2


def _table_values(kind: str, table: Value) -> list[Value]:
    if not isinstance(table, Table) or not table.exact or len(table.names) > _FEW:
        return [UNKNOWN] * 2
    if kind == "values":
        return list(table.names.values())
    if kind == "keys":
        return [Const(key) for key in table.names]
    return [sequence([Const(key), part]) for key, part in table.names.items()]


def _counted(value: Object) -> tuple[list[int], int | None]:
    """The bounds of a range and how many numbers it has, None where that is not known."""
    sizes = [dim_of(part) for part in value.names.values()][:3]
    numbers = [size for size in sizes if isinstance(size, int)]
    return numbers, dims.counted(numbers) if numbers and len(numbers) == len(sizes) else None


def is_exact(value: Object) -> bool:
    """Whether a loop over it sees every element once."""
    match value.kind:
        case "zip" | "enumerate":
            return all(
                isinstance(part, Sequence) and part.exact and len(part.names) <= _FEW for part in value.names.values()
            )
        case "range":
            count = _counted(value)[1]
            return count is not None and count <= 4
        case "items" | "keys" | "values":
            table = value.names["table"]
            return isinstance(table, Table) and table.exact and len(table.names) <= _FEW
        case _:
            return False


__all__ = ["Criterion", "Function", "Layer", "Method", "call", "is_exact", "loop_values"]
