"""Sizes: numbers, symbols, products."""

import pytest

from rightloss.check.flow import dims


def test_symbols_are_equal_to_themselves_only() -> None:
    batch, time = dims.symbol("batch"), dims.symbol("time")
    assert batch != time
    assert dims.times(batch, time) == dims.times(time, batch)
    assert dims.times(batch, 2) != batch


def test_quotients_are_exact_or_unknown() -> None:
    batch = dims.symbol("batch")
    assert dims.over(dims.times(batch, 6), 3) == dims.times(batch, 2)
    assert dims.over(dims.times(batch, 6), batch) == 6
    assert dims.over(7, 2) is None
    assert dims.over(6, batch) is None
    assert dims.over(None, 2) is None


def test_differ_is_certain() -> None:
    assert dims.differ(2, 3)
    assert not dims.differ(2, dims.symbol("batch"))
    assert not dims.differ(None, 3)


def test_broadcast() -> None:
    batch = dims.symbol("batch")
    assert dims.broadcast((batch, 1), (batch,)) == (batch, batch)
    assert dims.broadcast((3, 1), (1, 4)) == (3, 4)
    assert dims.broadcast((None,), (5,)) == (5,)
    assert dims.broadcast(None, (5,)) is None
    assert dims.broadcast((batch,), (dims.symbol("other"),)) == (None,)


def test_join_keeps_what_agrees() -> None:
    assert dims.join((2, 3), (2, 4)) == (2, None)
    assert dims.join((2,), (2, 4)) is None


def test_shown() -> None:
    assert dims.shown((3, None, dims.symbol("batch"))) == "(3, ?, batch)"
    assert dims.shown((3,)) == "(3,)"
    assert dims.shown(None) == "(?)"


@pytest.mark.parametrize("numbers", [(5,), (2, 7), (7, 2), (0, 10, 3), (10, 0, -3), (0, 9, 3), (3, 3, -1)])
def test_counted_as_python_counts(numbers: tuple[int, ...]) -> None:
    assert dims.counted(numbers) == len(range(*numbers))


def test_counted_beyond_what_python_counts() -> None:
    assert dims.counted((10**30,)) == 10**30
    assert dims.counted((0, 10, 0)) is None
