"""Where a finding about an argument of a function belongs: at the call that passed it."""

import ast
from typing import TYPE_CHECKING

from rightloss.check.flow.values import Site

if TYPE_CHECKING:
    from rightloss.check.flow.interpreter import Interpreter

_OF_ARGUMENTS = ("log", "log_softmax")


def site_of(run: "Interpreter", name: str, node: ast.AST) -> Site | None:
    """The call of the function that divides, or that multiplies or takes the logarithm of what it was given."""
    if name == "div" or (name == "mul" and _both_given(run, node)):
        return run.here.site
    return run.here.site if name in _OF_ARGUMENTS and _given(run, node) else None


def _both_given(run: "Interpreter", node: ast.AST) -> bool:
    """Whether both factors are parameters of the function around."""
    function = run.here.function
    if function is None or not isinstance(node, ast.BinOp):
        return False
    passed = {part.arg for part in (*function.node.args.posonlyargs, *function.node.args.args)}
    return all(isinstance(part, ast.Name) and part.id in passed for part in (node.left, node.right))


def _given(run: "Interpreter", node: ast.AST) -> bool:
    """Whether the operand is a parameter of the function around, or a number minus it."""
    function = run.here.function
    if function is None or not isinstance(node, ast.Call):
        return False
    method = isinstance(node.func, ast.Attribute) and not node.args
    operand: ast.AST | None = node.func.value if method and isinstance(node.func, ast.Attribute) else None
    operand = node.args[0] if node.args else operand
    parts = [operand.left, operand.right] if isinstance(operand, ast.BinOp) else [operand]
    passed = {part.arg for part in (*function.node.args.posonlyargs, *function.node.args.args)}
    return any(isinstance(part, ast.Name) and part.id in passed for part in parts)
