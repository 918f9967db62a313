"""What sums, products and quotients leave of a space and a range, against torch where it computes them."""

import pytest
import torch

from rightloss.check.flow.values import Tensor
from tests.check.flow.run import value

BEFORE = """
scores = nn.Linear(3, 5)(torch.randn(2, 3))
p = scores.softmax(1)
q = scores.sigmoid()
"""


@pytest.mark.parametrize(
    ("expression", "space"),
    [
        ("scores / 2", "scores"),
        ("scores + 1", "scores"),
        ("-scores", "scores"),
        ("scores + torch.rand(2, 5)", "scores"),
        ("1 - q", "independent-probabilities"),
        ("p + 1e-8", "probabilities"),
        ("p * 1.0", "probabilities"),
        ("p.log()", "log-probabilities"),
        ("p.exp()", "non-negative"),
        ("p * 2", None),
        ("p + 1", None),
        ("p * p", None),
        ("q * 2 - 1", None),
        ("2 / scores", None),
    ],
)
def test_spaces(expression: str, space: str | None) -> None:
    found = value(expression, BEFORE)
    assert isinstance(found, Tensor)
    assert found.space == space


@pytest.mark.parametrize(
    "expression",
    [
        "q * 2 - 1",
        "1 - q",
        "q + q",
        "q - q",
        "q * q",
        "(q - 0.5) / 0.5",
        "-q",
        "scores ** 2",
        "q.clamp(0.1, 0.9)",
        "q * -3",
    ],
)
def test_ranges_hold(expression: str) -> None:
    found = value(expression, BEFORE)
    assert isinstance(found, Tensor)
    scores = torch.randn(4000) * 20
    real = eval(expression, {"scores": scores, "q": scores.sigmoid()})
    assert found.low - 1e-6 <= real.min()
    assert real.max() <= found.high + 1e-6


@pytest.mark.parametrize(
    ("expression", "dtype"),
    [
        ("torch.ones(2) + torch.ones(2).double()", "double"),
        ("torch.arange(3) / 2", "float"),
        ("torch.arange(3) * 2", "long"),
        ("torch.arange(3) * 0.5", "float"),
        ("torch.arange(3) > 1", "bool"),
    ],
)
def test_dtypes(expression: str, dtype: str) -> None:
    found = value(expression)
    assert isinstance(found, Tensor)
    assert found.dtype == dtype


def test_products_of_unit_vectors_are_similarities() -> None:
    before = "a, b = F.normalize(torch.randn(4, 3), dim=1), F.normalize(torch.randn(5, 3), dim=1)\n"
    for expression, space in (("a @ b.T", "similarities"), ("a @ b.T / 0.1", "similarities"), ("1 / (a @ b.T)", None)):
        found = value(expression, before)
        assert isinstance(found, Tensor)
        assert found.space == space
        assert found.shape == (4, 5)
