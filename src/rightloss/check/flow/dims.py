"""Sizes of dimensions: known numbers, symbols that stand for one unknown number each, and products of both."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

_numbers = itertools.count()


@dataclass(frozen=True, slots=True)
class Size:
    """A product of symbols times a number, such as 2 * batch * time. Equal products are equal sizes."""

    symbols: tuple[str, ...]
    times: int = 1

    def __str__(self) -> str:
        names = [symbol.partition("#")[0] for symbol in self.symbols]
        return "*".join(([str(self.times)] if self.times != 1 else []) + names)


# None is a size that nothing is known about.
Dim = int | Size | None
Shape = tuple[Dim, ...]


def symbol(name: str) -> Size:
    """A new unknown size, equal to itself only."""
    return Size((f"{name}#{next(_numbers)}",))


def times(a: Dim, b: Dim) -> Dim:
    """The product of two sizes."""
    if a is None or b is None:
        return None
    if isinstance(a, int) and isinstance(b, int):
        return a * b
    left, right = _size(a), _size(b)
    return Size(tuple(sorted(left.symbols + right.symbols)), left.times * right.times)


def _size(a: int | Size) -> Size:
    return a if isinstance(a, Size) else Size((), a)


def product(shape: Shape) -> Dim:
    """The number of elements."""
    total: Dim = 1
    for dim in shape:
        total = times(total, dim)
    return total


def over(a: Dim, b: Dim) -> Dim:
    """The quotient of two sizes, None where it is not certain."""
    if a is None or b is None or b == 0:
        return None
    top, bottom = _size(a), _size(b)
    rest = list(top.symbols)
    for name in bottom.symbols:
        if name not in rest:
            return None
        rest.remove(name)
    if bottom.times == 0 or top.times % bottom.times:
        return None
    number = top.times // bottom.times
    return Size(tuple(rest), number) if rest else number


def join(a: Shape | None, b: Shape | None) -> Shape | None:
    """What is true of both shapes."""
    if a is None or b is None or len(a) != len(b):
        return None
    return tuple(x if x == y else None for x, y in zip(a, b, strict=True))


def differ(a: Dim, b: Dim) -> bool:
    """Whether two sizes are certainly different: two numbers that differ."""
    return isinstance(a, int) and isinstance(b, int) and a != b


def broadcast(a: Shape | None, b: Shape | None) -> Shape | None:
    """The shape of an elementwise result, None where it is not certain."""
    if a is None or b is None:
        return None
    rank = max(len(a), len(b))
    left, right = (1,) * (rank - len(a)) + a, (1,) * (rank - len(b)) + b
    return tuple(_wider(x, y) for x, y in zip(left, right, strict=True))


def _wider(a: Dim, b: Dim) -> Dim:
    if a == 1 or a == b:
        return b
    if b == 1:
        return a
    # A known size above one beats an unknown one, which must be equal to it or 1.
    if isinstance(a, int) and b is None:
        return a
    if isinstance(b, int) and a is None:
        return b
    return None


def shown(shape: Shape | None) -> str:
    """A shape as people write it: (N, 10), with ? for what is unknown."""
    if shape is None:
        return "(?)"
    parts = ["?" if dim is None else str(dim) for dim in shape]
    return f"({parts[0]},)" if len(parts) == 1 else f"({', '.join(parts)})"


def counted(numbers: Sequence[int]) -> int | None:
    """How many numbers a range with such a start, stop and step has, however large these are; None for a step of 0."""
    if 0 in numbers[2:3]:
        return None
    whole = range(*numbers[:3])
    return max(0, -((whole.start - whole.stop) // whole.step))
