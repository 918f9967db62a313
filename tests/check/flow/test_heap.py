"""Branches start from the same state and leave what is true after both."""

import pytest

from rightloss.check.flow.heap import Heap
from rightloss.check.flow.values import UNKNOWN, Const, Scope, Sequence, alternatives


def test_branches_see_the_same_state_and_join() -> None:
    heap, scope = Heap(), Scope(names={"a": Const(1)})
    seen = []

    def first() -> bool:
        seen.append(scope.names["a"])
        heap.write(scope, "a", Const(2))
        return True

    def second() -> bool:
        seen.append(scope.names["a"])
        heap.write(scope, "b", Const(5))
        return True

    assert heap.branches([first, second])
    assert seen == [Const(1), Const(1)]
    assert set(alternatives(scope.names["a"])) == {Const(1), Const(2)}
    assert scope.names["b"] == UNKNOWN


def test_a_branch_that_leaves_does_not_count() -> None:
    heap, scope = Heap(), Scope(names={"a": Const(1)})

    def leaves() -> bool:
        heap.write(scope, "a", Const(2))
        return False

    assert heap.branches([leaves, lambda: True])
    assert scope.names["a"] == Const(1)
    assert not heap.branches([leaves, leaves])


def test_what_a_branch_wrote_before_it_was_cut_off_is_unknown() -> None:
    heap, scope = Heap(), Scope()
    heap.write(scope, "x", Const(1))

    def cut_off() -> bool:
        heap.write(scope, "x", Const(2))
        raise ValueError("cut off")

    with pytest.raises(ValueError, match="cut off"):
        heap.branches([cut_off])
    assert scope.names["x"] == UNKNOWN


def test_writes_are_taken_back() -> None:
    heap, scope, other, items = Heap(), Scope(), Scope(), Sequence()
    heap.write(scope, "x", Const(1))
    heap.write(other, "x", Const(1))
    heap.inexact(items)
    heap.revert({id(scope)})
    assert (scope.names, other.names, items.exact) == ({}, {"x": Const(1)}, False)
    heap.revert()
    assert (other.names, items.exact) == ({}, True)
