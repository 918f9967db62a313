"""Expressions: operators, containers, comprehensions, conditions."""

import pytest

from rightloss.check.flow.values import Const, Sequence, Table, Unknown, Value
from tests.check.flow.run import value


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("2 * 3 + 1", 7),
        ("-5 // 2", -3),
        ("'a' + 'b'", "ab"),
        ("not 0", True),
        ("1 < 2 < 3", True),
        ("1 if 'x' in 'xyz' else 2", 1),
        ("None is None", True),
        ("(lambda a, b=2: a * b)(4)", 8),
        ("{'a': 1, 'b': 2}['b']", 2),
        ("[1, 2, 3][-1]", 3),
        ("(1, 2, 3)[1:][0]", 2),
        ("sum([n * 2 for n in (1, 2, 3) if n != 2])", 8),
        ("{k: v for k, v in [('a', 1)]}['a']", 1),
        ("f'{1}-{2}'", "1-2"),
        ("len([1, 2])", 2),
        ("(n := 4) + n", 8),
        ("max(2, 5)", 5),
        ("1 and 0 or 3", 3),
        ("'abc'.upper()", "ABC"),
        ("isinstance(3, int)", True),
        ("torch.randn(2, 3).shape[1]", 3),
        ("torch.randn(2, 3).dim()", 2),
    ],
)
def test_constants(expression: str, wanted: object) -> None:
    assert value(expression) == Const(wanted)


@pytest.mark.parametrize("expression", ["1 / 0", "'a' - 1", "[1][5]", "{}['a']", "None.x", "open('f').read()"])
def test_what_would_raise_is_unknown(expression: str) -> None:
    assert isinstance(value(expression), Unknown)


def test_containers_keep_their_elements() -> None:
    pair: Value = value("(nn.ReLU(), [1, 2])")
    assert isinstance(pair, Sequence)
    assert len(pair.names) == 2
    table = value("dict(a=1, **{'b': 2})")
    assert isinstance(table, Table)
    assert set(table.names) == {"a", "b"}


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("torch.zeros(2, 3).shape != torch.zeros(2).shape", True),
        ("torch.zeros(2, 3).shape == torch.zeros(2, 3).shape", True),
        ("[1, 2] == [1, 3]", False),
        ("unknown() and False", False),
    ],
)
def test_conditions_that_are_known(expression: str, result: bool) -> None:
    assert value(expression) == Const(result)
