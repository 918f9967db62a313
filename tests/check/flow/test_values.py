"""Joins know only what both sides know."""

from rightloss.check.flow.values import UNKNOWN, Alternatives, Const, Tensor, alternatives, constant, join, join_all


def test_equal_values_stay() -> None:
    assert join(Const(1), Const(1)) == Const(1)


def test_different_values_are_alternatives() -> None:
    joined = join(join(Const(1), Const(2)), Const(3))
    assert alternatives(joined) == (Const(1), Const(2), Const(3))


def test_unknown_swallows_everything() -> None:
    assert join(Const(1), UNKNOWN) == UNKNOWN


def test_too_many_alternatives_are_unknown() -> None:
    assert join_all([Const(number) for number in range(20)]) == UNKNOWN


def test_tensors_of_one_space_merge() -> None:
    a, b = (
        Tensor(space="scores", shape=(2, 3), low=0.0, high=1.0),
        Tensor(space="scores", shape=(2, 4), low=-1.0, high=0.5),
    )
    assert join(a, b) == Tensor(space="scores", shape=(2, None), low=-1.0, high=1.0)


def test_tensors_of_two_spaces_stay_apart() -> None:
    assert isinstance(join(Tensor(space="scores"), Tensor(space="probabilities")), Alternatives)


def test_constant() -> None:
    assert constant(Const(3)) == 3
    assert constant(UNKNOWN, "default") == "default"
    assert constant(None, 1) == 1
