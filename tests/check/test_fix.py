import ast

import pytest

from rightloss.check.fix import insert_argument, replace, unwrap
from rightloss.check.repair import apply
from rightloss.findings import Edit, Fix


def call(text: str) -> ast.Call:
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.Expr)
    assert isinstance(node.value, ast.Call)
    return node.value


def edited(text: str, *edits: Edit) -> str:
    return apply(text, [Fix(message="", edits=edits)])[0]


UNWRAPPED = {
    "f(x, dim=1)\n": "x\n",
    "f( x.y(1) )\n": "x.y(1)\n",
    "f(a + b, 1)\n": "(a + b)\n",
    "f((a + b), 1)\n": "(a + b)\n",
    "f(lambda: 1)\n": "(lambda: 1)\n",
    "f(\n    x,\n    dim=1,\n)\n": "x\n",
}


@pytest.mark.parametrize("text", UNWRAPPED)
def test_unwrap_leaves_the_inner_expression(text: str) -> None:
    node = call(text)
    assert edited(text, *unwrap(node, node.args[0])) == UNWRAPPED[text]


def test_replace() -> None:
    text = "nn.Sigmod(1)\n"
    assert edited(text, replace(call(text).func, "nn.Sigmoid")) == "nn.Sigmoid(1)\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("f(x)\n", "f(x, dim=1)\n"), ("f(x, y=2,)\n", "f(x, y=2, dim=1,)\n"), ("f(\n  x,\n)\n", "f(\n  x, dim=1,\n)\n")],
)
def test_insert_argument(text: str, expected: str) -> None:
    assert edited(text, insert_argument(call(text), "dim=1")) == expected
