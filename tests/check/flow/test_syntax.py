import ast

import pytest

from rightloss.check.flow.syntax import changed_in_place, outer_names, starred


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
