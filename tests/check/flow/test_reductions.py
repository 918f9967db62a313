"""Sums, means and extremes: the sizes that are left, and what the numbers are."""

import pytest

from rightloss.check.flow.values import Sequence, Tensor
from tests.check.flow.run import value

NET = "out = nn.Linear(2, 3)(torch.randn(4, 2))\n"


@pytest.mark.parametrize(
    ("expression", "shape"),
    [
        ("out.sum()", ()),
        ("out.mean(1)", (4,)),
        ("out.mean(dim=0, keepdim=True)", (1, 3)),
        ("out.norm(2, dim=-1)", (4,)),
        ("out.argmax(0)", (3,)),
        ("out.argsort(0)", (4, 3)),
    ],
)
def test_the_dimensions_that_are_left(expression: str, shape: tuple[int, ...]) -> None:
    found = value(expression, NET)
    assert isinstance(found, Tensor)
    assert found.shape == shape


def test_the_largest_comes_with_its_place() -> None:
    found = value("out.max(1)", NET)
    assert isinstance(found, Sequence)
    largest, where = found.items
    assert isinstance(largest, Tensor)
    assert isinstance(where, Tensor)
    assert (largest.space, largest.attached) == ("scores", True)
    assert (where.space, where.attached, where.high) == ("class-index", False, 2.0)
