"""The divergence of a variational autoencoder in its usual spellings, and what only looks like it."""

import ast

import pytest
import torch

from rightloss.check.flow.closed_form import is_negative_divergence

SPELLINGS = [
    "torch.sum(1 + v - m.pow(2) - v.exp())",
    "torch.sum(1 + v - m ** 2 - torch.exp(v))",
    "(1 + v - m * m - v.exp()).sum()",
    "torch.mean(v + 1 - torch.exp(v) - m.square())",
]
OTHERS = [
    "torch.sum(1 + v + m.pow(2) - v.exp())",
    "torch.sum(m.pow(2) + v.exp() - v - 1)",
    "torch.sum(v)",
    "torch.sum()",
]


@pytest.mark.parametrize("text", SPELLINGS)
def test_spellings_are_never_positive(text: str) -> None:
    assert is_negative_divergence(ast.parse(text, mode="eval").body)
    m, v = torch.randn(64, 5, dtype=torch.float64), torch.randn(64, 5, dtype=torch.float64)
    assert eval(text, {"torch": torch, "m": m, "v": v}) <= 0


@pytest.mark.parametrize("text", OTHERS)
def test_others(text: str) -> None:
    assert not is_negative_divergence(ast.parse(text, mode="eval").body)
