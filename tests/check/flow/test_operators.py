"""Operators on constants, sequences and parameters."""

import pytest

from rightloss.check.flow.values import UNKNOWN, Const, Sequence, Tensor, Value
from tests.check.flow.run import value


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("3 * 4 + 2", Const(14)),
        ("7 // 2", Const(3)),
        ("'a' + 'b'", Const("ab")),
        ("1 / 0", UNKNOWN),
        ("10 ** 13 * 2", UNKNOWN),
        ("2 ** 99999", UNKNOWN),
        ("'x' * 10**9", UNKNOWN),
    ],
)
def test_constants_are_computed_and_bounded(expression: str, expected: Value) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(("expression", "length"), [("[1, 2] + [3]", 3), ("[0] * 4", 4), ("(1,) * 2 + (3,)", 3)])
def test_sequences(expression: str, length: int) -> None:
    found = value(expression)
    assert isinstance(found, Sequence)
    assert len(found.items) == length


def test_parameters_of_two_networks_are_one_list() -> None:
    found = value("list(nn.Linear(2, 2).parameters()) + list(nn.Linear(3, 3).parameters())")
    assert isinstance(found, Sequence)
    assert len(found.items) == 2


def test_a_list_is_repeated_some_number_of_times() -> None:
    for count in ("int(input())", "len(input())", "torch.randint(2, 5, ())"):
        found = value(f"[torch.zeros(3)] * {count}")
        assert isinstance(found, Sequence)
        assert not found.exact
        assert isinstance(found.names[0], Tensor)
