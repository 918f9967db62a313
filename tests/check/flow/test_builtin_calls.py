"""Built-ins and containers."""

import pytest

from rightloss.check.flow.values import Const, Tensor
from tests.check.flow.run import value, values


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("len(list(range(3)))", 3),
        ("[b for a, b in enumerate(['x', 'y'])][1]", "y"),
        ("[a + b for a, b in zip((1, 2), (10, 20))][1]", 22),
        ("sum(v for k, v in {'a': 1, 'b': 2}.items())", 3),
        ("list(reversed([1, 2]))[0]", 2),
        ("{'a': 1}.get('b', 5)", 5),
        ("getattr(type('T', (), {}), 'x', 3) if False else 4", 4),
        ("int('7')", 7),
        ("list(map(lambda n: n * n, [2, 3]))[1]", 9),
        ("math.sqrt(16)", 4.0),
    ],
)
def test_values(expression: str, wanted: object) -> None:
    assert value(expression, "import math") == Const(wanted)


def test_lists_grow() -> None:
    names = values(
        "layers = []\nfor size in (3, 5):\n    layers.append(size)\nlast = layers[-1]\ncount = len(layers)\n"
    )
    assert (names["last"], names["count"]) == (Const(5), Const(2))


def test_item_is_a_number_without_a_graph() -> None:
    found = value("float(nn.Linear(2, 1)(torch.randn(1, 2)).sum())")
    assert isinstance(found, Tensor)
    assert (found.attached, found.hard) == (False, "item")


def test_the_columns_of_rows() -> None:
    found = values("""
rows = [(torch.zeros(2), 1), (torch.ones(2), 0)]
first, second = zip(*rows)
def collate(batch):
    xs, ys = zip(*batch)
    return torch.stack(xs), torch.tensor(ys)
x, y = collate([(torch.zeros(2), 1) for _ in range(int(input()))])
""")
    y = found["y"]
    assert isinstance(y, Tensor)
    assert y.dtype == "long"
    assert y.shape == (None,)
