"""Questions about syntax trees that need no values."""

import ast
from collections.abc import Iterator


def starred(targets: list[ast.expr]) -> int | None:
    """Position of the starred target of an unpacking."""
    return next((index for index, target in enumerate(targets) if isinstance(target, ast.Starred)), None)


def outer_names(node: ast.AST) -> set[str]:
    """The names that a function declares global or nonlocal."""
    found: set[str] | None = getattr(node, "_rightloss_outer", None)
    if found is None:
        found = set()
        for part in _statements(node):
            if isinstance(part, ast.Global | ast.Nonlocal):
                found.update(part.names)
        node._rightloss_outer = found  # type: ignore[attr-defined]
    return found


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    # Far fewer than all nodes: expressions hold no statements.
    pending = [node]
    while pending:
        part = pending.pop()
        yield part
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            inner = getattr(part, name, ())
            pending.extend(inner if isinstance(inner, list) else ())


def changed_in_place(node: ast.expr) -> str | None:
    """The name at the start of a chain of in-place methods: x in x.squeeze_(3).relu_(); NumPy's resize is one too."""
    inside = node
    while isinstance(inside, ast.Call) and isinstance(inside.func, ast.Attribute):
        if not inside.func.attr.endswith("_") and inside.func.attr != "resize":
            break
        inside = inside.func.value
    return inside.id if isinstance(inside, ast.Name) and inside is not node else None


def adds_to(target: ast.expr, value: ast.expr) -> bool:
    """Whether an assignment is a sum that goes on: total = total + loss."""
    if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Add) or not isinstance(target, ast.Name):
        return False
    return any(isinstance(side, ast.Name) and side.id == target.id for side in (value.left, value.right))


_FAILURES = ("raises", "assertRaises", "assertRaisesRegex", "deprecated_call")


def expects_failure(context: ast.expr) -> bool:
    """Whether a test says of a `with` that it raises: pytest.raises(...), self.assertRaises(...)."""
    if not isinstance(context, ast.Call):
        return False
    name = context.func.attr if isinstance(context.func, ast.Attribute) else getattr(context.func, "id", "")
    return name in _FAILURES
