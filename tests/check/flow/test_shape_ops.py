"""Shape operations keep track of the dimension that was normalised."""

import pytest
import torch

from rightloss.check.flow.values import Const, Tensor
from tests.check.flow.run import value, values


@pytest.mark.parametrize(
    ("expression", "space", "dim"),
    [
        ("p.permute(0, 2, 1)", "probabilities", 2),
        ("p.transpose(1, 2)", "probabilities", 2),
        ("p.unsqueeze(0)", "probabilities", 2),
        ("p[0]", "probabilities", 0),
        ("p[:, 1]", "independent-probabilities", None),
        ("p[..., 0]", "probabilities", 1),
        ("p.flatten(2)", "probabilities", 1),
        ("p.movedim(1, -1).reshape(-1, 3)", "probabilities", 1),
        ("p.sum(2)", None, None),
        ("p.gather(1, i)", "independent-probabilities", None),
    ],
)
def test_normalised_dimension(expression: str, space: str | None, dim: int | None) -> None:
    found = value(expression, "p = torch.randn(2, 3, 4).softmax(1)\ni = torch.zeros(2, 1, 4).long()")
    assert isinstance(found, Tensor)
    assert (found.space, found.dim) == (space, dim)


def test_symbols_survive_a_view() -> None:
    text = "def f(batch):\n    x = torch.randn(batch, 3, 4)\n    return x.view(-1, 4), x.reshape(x.size(0), -1)\n"
    found = value("f(5)[0]", text)
    assert isinstance(found, Tensor)
    assert found.shape == (15, 4)


def test_resizing_in_place_changes_the_name() -> None:
    names = values("import numpy as np\nx = torch.randn(8, 1, 4)\nx.resize_(8, 4)\na = np.ones(8)\na.resize((8, 1))\n")
    assert [names[name].shape for name in "xa"] == [(8, 4), (8, 1)]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("expression", "dim"),
    [
        ("torch.stack([p, p])", 2),
        ("torch.stack([p, p], dim=1)", 2),
        ("torch.stack([p, p], dim=2)", 1),
        ("torch.stack([p, p], dim=-1)", 1),
        ("torch.cat([p, p])", 1),
        ("torch.cat([p, p], dim=1)", None),
        ("torch.cat([p, p], dim=-1)", None),
        ("torch.stack([p for _ in range(int(input()))], dim=1)", 2),
        ("torch.cat([p for _ in range(int(input()))])", 1),
    ],
)
def test_a_normalised_dimension_among_joined_tensors(expression: str, dim: int | None) -> None:
    found = value(expression, "p = torch.randn(4, 3).softmax(1)\n")
    made = eval(expression, {"torch": torch, "p": torch.rand(4, 3), "input": lambda: "2"})
    assert isinstance(found, Tensor)
    assert found.dim == dim
    assert found.shape is not None
    assert len(found.shape) == made.ndim
    assert all(size in (None, real) for size, real in zip(found.shape, made.shape, strict=True))


def test_whether_a_dtype_is_floating() -> None:
    found = values("a, b = torch.zeros(2).is_floating_point(), torch.is_floating_point(torch.zeros(2).long())\n")
    assert found["a"] == Const(True)
    assert found["b"] == Const(False)
