"""What assignments bind."""

from rightloss.check.flow.values import Const
from tests.check.flow.run import values


def test_unpacking() -> None:
    names = values("(a, b), *c = (1, 2), 3, 4\n")
    assert (names["a"], names["b"]) == (Const(1), Const(2))


def test_globals_are_written() -> None:
    assert values("a = 1\ndef set():\n    global a\n    a = 2\nset()\n")["a"] == Const(2)
