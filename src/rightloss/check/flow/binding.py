"""Assignments: what names, attributes and elements are bound to."""

import ast
from typing import TYPE_CHECKING

from rightloss.check.flow import expressions, frozen, torch_ops
from rightloss.check.flow.events import Store
from rightloss.check.flow.syntax import outer_names, starred
from rightloss.check.flow.values import (
    UNKNOWN,
    Alternatives,
    External,
    Instance,
    Object,
    Scope,
    Sequence,
    Tensor,
    Value,
)

if TYPE_CHECKING:
    from rightloss.check.flow.interpreter import Interpreter


def assign(run: "Interpreter", target: ast.expr, value: Value, kind: str = "=", old: Value = UNKNOWN) -> None:
    """Bind a target of an assignment, a loop or a with."""
    match target:
        case ast.Name():
            scope = scope_of(run, target.id)
            old = scope.names.get(target.id, UNKNOWN) if kind == "=" else old
            run.heap.write(scope, target.id, value)
            _stored(run, target, kind, old, value)
        case ast.Tuple() | ast.List():
            _unpack(run, target.elts, value)
        case ast.Attribute():
            owner = run.value(target.value)
            if isinstance(owner, Instance) or (isinstance(owner, Object) and owner.kind == "net"):
                run.heap.write(owner, target.attr, value)
            elif isinstance(owner, Sequence):
                run.heap.inexact(owner)
            elif isinstance(owner, External):
                run.patched[f"{owner.dotted}.{target.attr}"] = value
            elif isinstance(owner, Tensor) and target.attr == "requires_grad":
                asked = torch_ops.apply(run, "requires_grad_", (owner, value), {}, target)
                # A step without a gradient stays what it is: what is trained of it is told at backward(), too.
                if isinstance(target.value, ast.Name) and owner.hard in ("", "detach", "no_grad"):
                    run.heap.write(scope_of(run, target.value.id), target.value.id, asked)
            if target.attr == "requires_grad":
                frozen.assigned(run, target.value, value)
            _stored(run, target, kind, old, value)
        case ast.Subscript():
            owner = run.value(target.value)
            key = run.value(target.slice)
            expressions.store_item(run, owner, key, value)
            if isinstance(owner, Tensor):
                _overwrite(run, target.value, torch_ops.overwritten(owner, value, key))
        case ast.Starred():
            assign(run, target.value, UNKNOWN)


def _overwrite(run: "Interpreter", node: ast.expr, value: Tensor) -> None:
    """Some elements of a tensor were set: what its name, or the attribute that holds it, is now."""
    match node:
        case ast.Name():
            run.heap.write(scope_of(run, node.id), node.id, value)
        case ast.Attribute():
            owner = run.value(node.value)
            if isinstance(owner, Instance):
                run.heap.write(owner, node.attr, value)
        case ast.Subscript():
            # x[i][j] = value: a part of a part.
            whole = run.value(node.value)
            if isinstance(whole, Tensor):
                _overwrite(run, node.value, torch_ops.overwritten(whole, value, UNKNOWN))


def _stored(run: "Interpreter", node: ast.expr, kind: str, old: Value, value: Value) -> None:
    if isinstance(value, Tensor | Alternatives):
        run.emit(Store(node=node, path=run.path, target=ast.unparse(node), kind=kind, old=old, value=value))


def scope_of(run: "Interpreter", name: str) -> Scope:
    """Where a name is bound: in the function, or outside where it says so."""
    function = run.here.function
    if function is not None and name in outer_names(function.node):
        scope = run.here.scope
        while scope.parent is not None:
            scope = scope.parent
        return scope
    return run.here.scope


def _unpack(run: "Interpreter", targets: list[ast.expr], value: Value) -> None:
    parts = expressions.elements(run, value, len(targets), starred=starred(targets))
    for target, part in zip(targets, parts, strict=True):
        assign(run, target, part)
