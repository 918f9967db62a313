"""Edits and fixes for rules to make: they change syntax nodes without touching the text around them.

Their columns are `ast`'s UTF-8 offsets; the engine turns them into characters when it has the text at hand.
"""

import ast
import dataclasses
from collections.abc import Mapping

from rightloss.check.flow.dims import Shape
from rightloss.check.flow.events import LossCall, OpCall
from rightloss.check.flow.values import External, Origin, Scope, Step, Tensor, Value, alternatives, forced
from rightloss.findings import Edit, Fix

# What keeps its meaning wherever it is put.
_ATOMS = (
    ast.Name,
    ast.Attribute,
    ast.Call,
    ast.Subscript,
    ast.Constant,
    ast.List,
    ast.Dict,
    ast.Set,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.JoinedStr,
)
_RETURNED = "returned by"


def replace(node: ast.expr, text: str) -> Edit:
    """Write `text` where the node stands."""
    return Edit(
        line=node.lineno,
        column=node.col_offset,
        end_line=node.end_lineno or node.lineno,
        end_column=node.end_col_offset or node.col_offset,
        text=text,
    )


def unwrap(outer: ast.expr, inner: ast.expr) -> tuple[Edit, Edit]:
    """Leave of the node `outer` only `inner`, a node in it, with its formatting and in parentheses where needed."""
    return wrap(outer, inner, *(("", "") if isinstance(inner, _ATOMS) else ("(", ")")))


def wrap(outer: ast.expr, inner: ast.expr, opening: str, closing: str) -> tuple[Edit, Edit]:
    """Leave of the node `outer` only `inner`, between two texts."""
    end_line, end_column = inner.end_lineno or inner.lineno, inner.end_col_offset or inner.col_offset
    before = Edit(
        line=outer.lineno,
        column=outer.col_offset,
        end_line=inner.lineno,
        end_column=inner.col_offset,
        text=opening,
    )
    after = Edit(
        line=end_line,
        column=end_column,
        end_line=outer.end_lineno or end_line,
        end_column=outer.end_col_offset or end_column,
        text=closing,
    )
    return before, after


def rename(node: ast.Attribute, text: str) -> Edit:
    """Write `text` for the last name of a dotted one."""
    line, column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
    start = column - len(node.attr.encode())
    return Edit(line=line, column=start, end_line=line, end_column=column, text=text)


def append(node: ast.expr, text: str) -> tuple[Edit, ...]:
    """Write `text` behind a node, which gets parentheses where it needs them."""
    after = _at_end(node, text)
    if isinstance(node, _ATOMS):
        return (after,)
    before = Edit(line=node.lineno, column=node.col_offset, end_line=node.lineno, end_column=node.col_offset, text="(")
    return before, dataclasses.replace(after, text=f"){text}")


def insert_argument(call: ast.Call, text: str) -> Edit:
    """Add an argument at the end of a call."""
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    if not values:
        closing = (call.end_col_offset or 1) - 1
        line = call.end_lineno or call.lineno
        return Edit(line=line, column=closing, end_line=line, end_column=closing, text=text)
    return _at_end(max(values, key=lambda node: (node.lineno, node.col_offset)), f", {text}")


def _at_end(node: ast.expr, text: str) -> Edit:
    line, column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
    return Edit(line=line, column=column, end_line=line, end_column=column, text=text)


def dotted(scope: Scope | None, node: ast.expr) -> str:
    """The full path of a name of another package: torch.nn.functional.softmax for F.softmax; "" for anything else."""
    if isinstance(node, ast.Attribute):
        owner = dotted(scope, node.value)
        return f"{owner}.{node.attr}" if owner else ""
    while isinstance(node, ast.Name) and scope is not None:
        if node.id in scope.names:
            value = forced(scope.names[node.id])
            return value.dotted if isinstance(value, External) else ""
        scope = scope.parent
    return ""


def functional(scope: Scope | None) -> str:
    """How the code writes torch.nn.functional, "" where it has imported nothing that leads there."""
    for name, rest in (("F", ""), ("functional", ""), ("nn", ".functional"), ("torch", ".nn.functional")):
        if dotted(scope, ast.Name(name)) + rest == "torch.nn.functional":
            return name + rest
    return ""


def last_step(value: Value, *names: str) -> Step | None:
    """The activation that made a value, if the same expression did in every alternative and it is one of these."""
    steps = [_made(part.trail) if isinstance(part, Tensor) else None for part in alternatives(value)]
    step = steps[0]
    if step is None or step.origin is None or step.what.partition("(")[0] not in names:
        return None
    same = all(other and other.origin and other.origin.node is step.origin.node for other in steps)
    return step if same and all(other and _layer(other) is _layer(step) for other in steps) else None


def _made(trail: tuple[Step, ...]) -> Step | None:
    return next((step for step in reversed(trail) if not step.what.startswith(_RETURNED)), None)


def _layer(step: Step) -> ast.AST | None:
    return step.origin.layer.node if step.origin and step.origin.layer else None


def operand(origin: Origin) -> ast.expr | None:
    """What an activation is applied to: x in F.softmax(x, 1), in x.softmax(1) and in self.softmax(x)."""
    call = origin.node
    if not isinstance(call, ast.Call):
        return None
    positional = call.args[0] if call.args and not isinstance(call.args[0], ast.Starred) else None
    if origin.layer is not None:
        return positional if len(call.args) == 1 and not call.keywords else None
    if dotted(origin.scope, call.func).startswith("torch."):
        return positional
    # A function of the project that stands in an attribute has the tensor among its arguments.
    if isinstance(call.func, ast.Attribute) and all(_is_number(arg) for arg in call.args):
        return call.func.value if all(keyword.arg in ("dim", "dtype") for keyword in call.keywords) else None
    return None


def _is_number(node: ast.expr) -> bool:
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(inner, ast.Constant) and isinstance(inner.value, int)


def log_of(event: OpCall, name: str) -> tuple[ast.Call, ast.Call] | None:
    """The calls of log and of the activation inside it, as in torch.log(torch.softmax(x, 1)) and x.softmax(1).log()."""
    outer, step = event.node, last_step(event.args[0], name)
    if not isinstance(outer, ast.Call) or outer.keywords or step is None or step.origin is None:
        return None
    inner = step.origin.node
    method = isinstance(outer.func, ast.Attribute) and outer.func.value is inner and not outer.args
    function = len(outer.args) == 1 and outer.args[0] is inner
    if not isinstance(inner, ast.Call) or step.origin.layer or not (method or function) or not operand(step.origin):
        return None
    return outer, inner


def drop(value: Value, written: ast.expr | None, *names: str) -> Fix | None:
    """Take away the activation that made a value, where nothing else can want it.

    That is where it is written: as the argument of the loss (`written`), behind a `return`, or in a Sequential, which
    keeps the numbers of its layers.
    """
    step = last_step(value, *names)
    if step is None or step.origin is None:
        return None
    name = step.what.partition("(")[0]
    inner, node = operand(step.origin), step.origin.node
    if inner is not None and isinstance(node, ast.expr) and (node is written or _returned(value, step)):
        return Fix(message=f"drop the {name}", edits=unwrap(node, inner), path=step.path)
    if inner is not None and (last := _last_words(value, step)):
        assigned, left = last
        # x = F.softmax(x, 1) would leave x = x.
        same = isinstance(inner, ast.Name) and ast.dump(assigned.targets[0]) == ast.dump(
            ast.Name(inner.id, ast.Store())
        )
        edits = (_between(assigned, left),) if same else unwrap(assigned.value, inner)
        return Fix(message=f"drop the {name}", edits=edits, path=step.path)
    return replaced_element(step.origin, "Identity()", f"put nn.Identity in place of the {name}")


def _returned(value: Value, step: Step) -> bool:
    """Whether the expression of a step is what a function returns."""
    return any(
        isinstance(part, ast.Return) and part.value is _node(step)
        for part in ast.walk(_function(value, step) or ast.Pass())
    )


def _last_words(value: Value, step: Step) -> tuple[ast.Assign, ast.Return] | None:
    """`x = softmax(...)` and `return x` at the end of a function."""
    body = getattr(_function(value, step), "body", [])
    if not isinstance(body, list) or len(body) < 2:
        return None
    before, last = body[-2:]
    if not isinstance(before, ast.Assign) or not isinstance(last, ast.Return) or before.value is not _node(step):
        return None
    names = [part.id for part in (*before.targets, last.value) if isinstance(part, ast.Name)]
    return (before, last) if len(names) == 2 and names[0] == names[1] else None


def _function(value: Value, step: Step) -> ast.AST | None:
    """The function that returned the result of a step."""
    trail = next(part.trail for part in alternatives(value) if isinstance(part, Tensor))
    after = trail[trail.index(step) + 1 :]
    return after[0].origin.node if after and after[0].origin else None


def _node(step: Step) -> ast.AST | None:
    return step.origin.node if step.origin else None


def _between(a: ast.stmt, b: ast.stmt) -> Edit:
    return Edit(line=a.lineno, column=a.col_offset, end_line=b.lineno, end_column=b.col_offset, text="")


def replaced_element(origin: Origin, text: str, message: str) -> Fix | None:
    """Write another layer in place of one that is an element of a Sequential."""
    layer = origin.layer
    if layer is None or not layer.element or not isinstance(layer.node, ast.Call):
        return None
    if not isinstance(layer.node.func, ast.Attribute):
        return None
    start = rename(layer.node.func, text)
    end = replace(layer.node, text)
    edit = dataclasses.replace(start, end_line=end.end_line, end_column=end.end_column)
    return Fix(message=message, edits=(edit,), path=layer.path)


def other_loss(call: LossCall, names: Mapping[str, str]) -> Fix | None:
    """Write another loss, old name -> new one, where this one is made or called."""
    node = call.node if call.made is None else call.made
    path = call.path if call.made is None else call.made_path
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not path:
        return None
    new = names.get(node.func.attr)
    # torch itself has other functions under some of these names.
    if new is None or not call.dotted.startswith("torch.nn."):
        return None
    return Fix(message=f"write {new}", edits=(rename(node.func, new),), path=path)


def squeeze(node: ast.expr | None, shape: Shape, wanted: Shape, path: str) -> Fix | None:
    """Take a dimension of one away from an expression, behind the first, where that gives the wanted shape."""
    if node is None or None in wanted:
        return None
    for axis in range(1, len(shape)):
        if shape[axis] == 1 and (*shape[:axis], *shape[axis + 1 :]) == tuple(wanted):
            return Fix(message=f"squeeze({axis})", edits=append(node, f".squeeze({axis})"), path=path)
    return None


def both(a: Fix | None, b: Fix | None) -> Fix | None:
    """Two fixes as one, where both can be made, in one file."""
    if a is None or b is None or a.path != b.path:
        return None
    return Fix(message=f"{a.message} and {b.message}", edits=(*a.edits, *b.edits), safe=a.safe and b.safe, path=a.path)
