"""Statements: what running each kind of them does."""

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rightloss.check.flow import attributes, binding, calls, expressions, frozen, operators, trainers
from rightloss.check.flow.events import ClassSeen, NotCalled
from rightloss.check.flow.imports import import_from, import_module
from rightloss.check.flow.syntax import adds_to, changed_in_place, expects_failure
from rightloss.check.flow.values import UNKNOWN, Bound, Class, Const, External, Frame, Scope, Tensor

if TYPE_CHECKING:
    from rightloss.check.flow.interpreter import Interpreter

_UNROLL = 8


def _expression(run: "Interpreter", node: ast.Expr) -> bool:
    value = run.value(node.value)
    if isinstance(value, Bound) and isinstance(node.value, ast.Attribute):
        run.emit(NotCalled(node=node.value, path=run.path, owner=value.owner, name=value.name))
    frozen.called(run, node.value)
    name = changed_in_place(node.value)
    if name is not None and isinstance(value, Tensor):
        run.heap.write(binding.scope_of(run, name), name, value)
    return not isinstance(value, External) or value.dotted != "sys.exit()"


def _assign(run: "Interpreter", node: ast.Assign) -> bool:
    value = run.value(node.value)
    for target in node.targets:
        adds = adds_to(target, node.value)
        run.assign(target, value, "Add" if adds else "=", run.value(target) if adds else UNKNOWN)
    return True


def _annotated(run: "Interpreter", node: ast.AnnAssign) -> bool:
    if node.value is not None:
        run.assign(node.target, run.value(node.value))
    return True


def _augmented(run: "Interpreter", node: ast.AugAssign) -> bool:
    old = run.value(node.target)
    value = operators.operate(run, node.op, old, run.value(node.value), node)
    run.assign(node.target, value, kind=type(node.op).__name__, old=old)
    return True


def _return(run: "Interpreter", node: ast.Return) -> bool:
    value = run.value(node.value) if node.value is not None else Const(None)
    run.here.returns.append(value)
    trainers.returned(run, node, value)
    return False


def _leave(run: "Interpreter", node: ast.stmt) -> bool:
    return False


def _if(run: "Interpreter", node: ast.If) -> bool:
    known = expressions.truth(run.value(node.test))
    if known is not None:
        return run.block(node.body if known else node.orelse)
    return run.branch([node.body, node.orelse])


def _for(run: "Interpreter", node: ast.For | ast.AsyncFor) -> bool:
    over = run.value(node.iter)
    values = expressions.iterate(run, over, _UNROLL)
    outside, run.walked = run.walked, run.walked | frozen.walked(over, node.target)
    with run.loop(node, exact=expressions.seen_once(over, _UNROLL)):
        for value in values or []:
            run.assign(node.target, value)
            # A loop whose last statement cannot be reached (break, return) is left, not ended.
            run.heap.branches([lambda: run.block(node.body) or True])
    run.walked = outside
    return run.block(node.orelse)


def _while(run: "Interpreter", node: ast.While) -> bool:
    if expressions.truth(run.value(node.test)) is False:
        return run.block(node.orelse)
    with run.loop(node):
        for _ in range(2 if len(run.loops) < 2 else 1):
            run.heap.branches([lambda: run.block(node.body) or True])
    return True


def _with(run: "Interpreter", node: ast.With | ast.AsyncWith) -> bool:
    graded, autocast, failing = run.graded, run.autocast, run.expects_failure
    for item in node.items:
        context = run.value(item.context_expr)
        run.expects_failure = run.expects_failure or expects_failure(item.context_expr)
        if isinstance(context, External) and context.dotted.startswith("torch.autocast("):
            run.autocast = context.dotted.partition("(")[2].rstrip(")")
        change = calls.grading(context)
        if change is not None:
            run.graded = change
        if item.optional_vars is not None:
            run.assign(item.optional_vars, calls.entered(context))
    through = run.block(node.body)
    run.graded, run.autocast, run.expects_failure = graded, autocast, failing
    return through


def _try(run: "Interpreter", node: ast.Try) -> bool:
    through = run.block(node.body)
    if through:
        through = run.block(node.orelse)
    handlers = [handler.body for handler in node.handlers]
    if handlers:
        reached = run.branch([[], *handlers]) if through else run.branch(handlers)
        through = through or reached
    return run.block(node.finalbody) and through


def _function(run: "Interpreter", node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    function = calls.define(run, node, None)
    run.heap.write(run.here.scope, node.name, calls.decorated(run, node, function))
    return True


def _class(run: "Interpreter", node: ast.ClassDef) -> bool:
    bases = tuple(attributes.base_class(run.value(base)) for base in node.bases)
    scope = Scope(parent=run.here.scope, path=run.path)
    cls = Class(node=node, bases=bases, scope=scope, path=run.path)
    run.scopes.append(scope)
    with run.frame(Frame(scope=scope, path=run.path)):
        for statement in node.body:
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
                scope.names[statement.name] = calls.decorated(run, statement, calls.define(run, statement, cls))
            else:
                run.statement(statement)
    run.heap.write(run.here.scope, node.name, calls.decorated(run, node, cls))
    run.emit(ClassSeen(node=node, path=run.path, body=node))
    return True


def _import(run: "Interpreter", node: ast.Import) -> bool:
    for alias in node.names:
        run.heap.write(run.here.scope, *import_module(run, alias))
    return True


def _import_from(run: "Interpreter", node: ast.ImportFrom) -> bool:
    for name, value in import_from(run, node):
        run.heap.write(run.here.scope, name, value)
    return True


def _match(run: "Interpreter", node: ast.Match) -> bool:
    run.value(node.subject)
    return run.branch([*(case.body for case in node.cases), []])


def _assert(run: "Interpreter", node: ast.Assert) -> bool:
    run.value(node.test)
    return True


def _delete(run: "Interpreter", node: ast.Delete) -> bool:
    for target in node.targets:
        if isinstance(target, ast.Name):
            run.heap.write(run.here.scope, target.id, UNKNOWN)
    return True


# The kinds of statement that are known. Each handler takes its own kind of node, which a dict cannot say.
STATEMENTS: dict[type[ast.stmt], Callable[["Interpreter", Any], bool]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Return: _return,
    ast.Raise: _leave,
    ast.Break: _leave,
    ast.Continue: _leave,
    ast.If: _if,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.Match: _match,
    ast.Assert: _assert,
    ast.Delete: _delete,
    ast.TryStar: _try,
}
