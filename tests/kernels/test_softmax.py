"""The arithmetic of one chunk: in place, at its edges, and at extremes."""

import math

import pytest
import torch

from rightloss.kernels._softmax import Rows, losses_and_gradient_
from rightloss.losses.multiclass._recipe import Recipe


@pytest.mark.parametrize("shape", [(5, 252), (3, 33000), (4, 21, 64), (2, 1, 7)])
def test_in_place_is_the_same(shape: tuple[int, ...]) -> None:
    x = 5 * torch.randn(shape)
    target = torch.randint(0, shape[1], (shape[0], *shape[2:]))
    rows = Rows(target, torch.rand(target.shape), None)
    out, same = torch.empty_like(x), x.clone()
    apart = losses_and_gradient_(x, out, rows, None, Recipe(0.1, 0.1))
    torch.testing.assert_close(losses_and_gradient_(same, same, rows, None, Recipe(0.1, 0.1)), apart, rtol=0, atol=0)
    torch.testing.assert_close(same, out, rtol=0, atol=0)


def test_log_sum_exp_at_extremes() -> None:
    x = torch.tensor([[1e4, -1e4, 0.0], [-1e4, -1e4, -1e4], [float("-inf"), 0.0, 0.0]])
    rows = Rows(torch.tensor([1, 0, 0]), torch.ones(3), None)
    losses, lse = losses_and_gradient_(x, torch.empty_like(x), rows, None, Recipe())
    torch.testing.assert_close(lse, x.logsumexp(1))
    torch.testing.assert_close(losses, torch.tensor([2e4, math.log(3), float("inf")]))


def test_what_is_dropped_may_be_anything() -> None:
    x = torch.full((2, 3), float("nan"))
    out = torch.empty_like(x)
    kept = torch.tensor([False, False])
    losses, lse = losses_and_gradient_(x, out, Rows(torch.tensor([0, 1]), torch.ones(2), kept), None, Recipe())
    assert losses.tolist() == lse.tolist() == [0.0, 0.0]
    assert (out == 0).all()
