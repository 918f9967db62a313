"""Methods of lists, dicts and strings."""

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rightloss.check.flow import frozen
from rightloss.check.flow.values import (
    NONE,
    UNKNOWN,
    Const,
    Object,
    Sequence,
    Table,
    Value,
    constant,
    join_all,
)

if TYPE_CHECKING:
    from rightloss.check.flow.interpreter import Interpreter

Args = tuple[Value, ...]
Kwargs = Mapping[str, Value]
_FEW = 16
_MOST = 32


def method(run: "Interpreter", owner: Value, name: str, args: Args, kwargs: Kwargs, node: ast.AST) -> Value:
    """Methods of lists, dicts and strings."""
    if isinstance(owner, Const):
        return _string_method(owner, name, args)
    if isinstance(owner, Table):
        return _table_method(run, owner, name, args, node)
    if not isinstance(owner, Sequence):
        return UNKNOWN
    from rightloss.check.flow import calls, expressions
    from rightloss.check.flow.torch_calls import _MODULE_METHODS

    if name in ("append", "insert", "add") and args:
        once = owner.exact and run.open_loops <= owner.born and name != "insert"
        if once and len(owner.names) < _MOST:
            run.heap.write(owner, len(owner.names), args[-1])
        else:
            run.heap.write(owner, 0, join_all([*owner.items, args[-1]]))
            run.heap.inexact(owner)
        return NONE
    if name == "extend" and args:
        for part in expressions.iterate(run, args[0], _FEW) or []:
            method(run, owner, "append", (part,), {}, node)
        return NONE
    if name == "add_module" and len(args) == 2:
        run.heap.write(owner, len(owner.names), args[1])
        return NONE
    if name in ("forward", "__call__"):
        return calls.call(run, owner, args, kwargs, node)
    if name == "pop" and owner.names:
        value = owner.items[-1] if owner.exact and not args else join_all(owner.items)
        run.heap.inexact(owner)
        return value
    if name == "requires_grad_":
        frozen.mark(run, owner, args[0] if args else kwargs.get("requires_grad", Const(True)))
    if name in _MODULE_METHODS:
        return owner
    if name in ("parameters", "named_parameters"):
        return Object(kind=name.replace("_", "-"), names={"owner": owner})
    if name == "zero_grad":
        from rightloss.check.flow.events import Step

        run.emit(Step(node=node, path=run.path, what=name, optimizer=0, block=run.body))
    if owner.kind == "record" or name in ("children", "modules"):
        return owner
    return UNKNOWN


def _table_method(run: "Interpreter", owner: Table, name: str, args: Args, node: ast.AST) -> Value:
    key = constant(args[0], NONE) if args else NONE
    if name in ("items", "keys", "values"):
        return Object(kind=name, names={"table": owner})
    if name in ("get", "pop", "setdefault"):
        if isinstance(args[0] if args else UNKNOWN, Const) and key in owner.names:
            return owner.names[key]
        return (args[1] if len(args) > 1 else NONE) if owner.exact and args and isinstance(args[0], Const) else UNKNOWN
    if name == "update":
        if args and isinstance(args[0], Table):
            for word, value in args[0].names.items():
                run.heap.write(owner, word, value)
        else:
            run.heap.inexact(owner)
        return NONE
    if name in ("copy",):
        return Table(names=dict(owner.names), exact=owner.exact, kind=owner.kind)
    return owner if owner.kind == "modules" else UNKNOWN


def _string_method(owner: Const, name: str, args: Args) -> Value:
    if name in ("lower", "upper", "strip", "title", "capitalize") and not args and isinstance(owner.value, str):
        return Const(getattr(owner.value, name)())
    if name in ("startswith", "endswith") and args and isinstance(constant(args[0]), str):
        return Const(getattr(owner.value, name)(constant(args[0])))
    return UNKNOWN
