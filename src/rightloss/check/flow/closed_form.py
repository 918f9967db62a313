"""Recognises 1 + log s^2 - m^2 - s^2, twice the negative of a normal distribution's divergence from N(0, 1)."""

import ast

# The step that a sum or mean of it leaves in the trail of its result.
STEP = "1 + log(variance) - mean^2 - variance"


def is_negative_divergence(node: ast.AST) -> bool:
    """Whether a call sums or averages it: torch.sum(1 + v - m.pow(2) - v.exp()), (1 + v - m**2 - v.exp()).mean()."""
    if not isinstance(node, ast.Call):
        return False
    inside = [*node.args[:1], *([node.func.value] if isinstance(node.func, ast.Attribute) else [])]
    return any(_matches(_terms(part, 1)) for part in inside)


def _terms(node: ast.expr, sign: int) -> list[tuple[int, ast.expr]]:
    """The terms of a sum, with their signs."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        other = sign if isinstance(node.op, ast.Add) else -sign
        return [*_terms(node.left, sign), *_terms(node.right, other)]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return _terms(node.operand, -sign)
    return [(sign, node)]


def _matches(terms: list[tuple[int, ast.expr]]) -> bool:
    if len(terms) != 4:
        return False
    signs = {_kind(term): sign for sign, term in terms}
    return signs == {"one": 1, "log": 1, "square": -1, "exp": -1}


def _kind(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and node.value == 1:
        return "one"
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        return "square"
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and ast.dump(node.left) == ast.dump(node.right):
        return "square"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return {"exp": "exp", "pow": "square", "square": "square"}.get(node.func.attr, "log")
    return "log"
