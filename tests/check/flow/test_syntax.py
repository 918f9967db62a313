import ast

import pytest

from rightloss.check.flow.syntax import adds_to, changed_in_place, outer_names, starred


def test_starred() -> None:
    (statement,) = ast.parse("a, *b, c = x").body
    assert starred(statement.targets[0].elts) == 1  # type: ignore[attr-defined]
    assert starred([]) is None


def test_outer_names_at_any_depth() -> None:
    text = "def f():\n    global a\n    try:\n        pass\n    except E:\n        match x:\n            case 1:\n                nonlocal b\n"
    (function,) = ast.parse(text).body
    assert outer_names(function) == {"a", "b"}


@pytest.mark.parametrize(("text", "name"), [("x.relu_()", "x"), ("x.a_(1).b_()", "x"), ("x.relu()", None), ("x", None)])
def test_changed_in_place(text: str, name: str | None) -> None:
    assert changed_in_place(ast.parse(text, mode="eval").body) == name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("total = total + loss", True),
        ("total = loss + total", True),
        ("total = total - loss", False),
        ("total = a + b", False),
        ("x[0] = x + 1", False),
    ],
)
def test_a_sum_that_goes_on(text: str, expected: bool) -> None:
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.Assign)
    assert adds_to(node.targets[0], node.value) is expected
