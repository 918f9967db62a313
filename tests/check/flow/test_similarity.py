"""Cosine similarity: shape, range, and which side is the target."""

import pytest
import torch

from rightloss.check.flow.arithmetic import SIMILARITY
from rightloss.check.flow.values import Tensor
from tests.check.flow.run import value

BOTH = "net = nn.Linear(5, 3)\na, b, t = net(torch.randn(4, 5)), net(torch.randn(4, 5)), torch.randn(4, 3)\n"


@pytest.mark.parametrize(
    "expression",
    [
        "F.cosine_similarity(torch.randn(4, 3), torch.randn(4, 3))",
        "F.cosine_similarity(torch.randn(4, 1, 3), torch.randn(1, 6, 3), dim=-1)",
        "nn.CosineSimilarity(dim=0)(torch.randn(4, 3), torch.randn(4, 3))",
    ],
)
def test_shape_and_range_are_those_of_torch(expression: str) -> None:
    found = value(expression)
    made = eval(expression, {"torch": torch, "nn": torch.nn, "F": torch.nn.functional})
    assert isinstance(found, Tensor)
    assert found.shape == tuple(made.shape)
    assert found.low <= made.min()
    assert made.max() <= found.high


@pytest.mark.parametrize(
    ("expression", "space"),
    [
        ("F.cosine_similarity(a, t).mean()", SIMILARITY),
        ("F.cosine_similarity(a, b.detach()).sum() / 4", SIMILARITY),
        ("0.5 * (F.cosine_similarity(a, t).mean() + F.cosine_similarity(b, t).mean())", SIMILARITY),
        ("F.cosine_similarity(a, b).mean()", None),
        ("-F.cosine_similarity(a, t).mean()", None),
        ("1 - F.cosine_similarity(a, t).mean()", None),
        ("1 / F.cosine_similarity(a, t).mean()", None),
        ("-2 * F.cosine_similarity(a, t).mean()", None),
    ],
)
def test_what_grows_with_the_similarity(expression: str, space: str | None) -> None:
    found = value(expression, BOTH)
    assert isinstance(found, Tensor)
    assert found.space == space
