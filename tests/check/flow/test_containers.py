"""Methods of lists, dicts and strings."""

import pytest

from rightloss.check.flow.values import UNKNOWN, Const, Sequence, Value
from tests.check.flow.run import value, values


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'ABC'.lower()", Const("abc")),
        ("'cross'.startswith('cr')", Const(True)),
        ("{'a': 1}.get('a')", Const(1)),
        ("{'a': 1}.get('b', 2)", Const(2)),
        ("{'a': 1}.pop('a')", Const(1)),
        ("thing().get('a')", UNKNOWN),
    ],
)
def test_constants(expression: str, expected: Value) -> None:
    assert value(expression) == expected


def test_what_a_loop_of_known_length_appends_is_counted() -> None:
    names = values("x = []\nfor i in range(3):\n    x.append(i)\n")
    found = names["x"]
    assert isinstance(found, Sequence)
    assert (found.exact, found.items) == (True, [Const(0), Const(1), Const(2)])


def test_what_a_loop_of_unknown_length_appends_is_not() -> None:
    names = values("x = []\nfor i in range(n()):\n    x.append(7)\n    y = []\n    y.append(1)\n")
    x, y = names["x"], names["y"]
    assert isinstance(x, Sequence)
    assert isinstance(y, Sequence)
    assert not x.exact
    assert (y.exact, y.items) == (True, [Const(1)])
