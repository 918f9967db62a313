"""What an answer costs, and its slope, without losing digits."""

import pytest
import torch

from rightloss.losses import _odds as odds


@pytest.mark.parametrize("gamma", [0.0, 0.5, 1.0, 2.0, 4.0])
def test_cost_and_slope(gamma: float) -> None:
    x = torch.linspace(-40, 40, 33, dtype=torch.float64, requires_grad=True)
    wanted = torch.exp(gamma * torch.nn.functional.logsigmoid(-x)) * torch.log1p(torch.exp(-x))
    (slope,) = torch.autograd.grad(wanted.sum(), x)
    p, cost, spare = x.detach().clone(), torch.empty_like(x), torch.empty_like(x)
    odds.cost_and_slope(p, cost, spare)
    odds.focused(p, cost, gamma, spare)
    torch.testing.assert_close(cost, wanted.detach(), rtol=1e-12, atol=0)
    torch.testing.assert_close(p, -slope, rtol=1e-9, atol=0)


def test_a_confident_right_answer_keeps_its_cost() -> None:
    right, cost = torch.tensor([30.0]), torch.empty(1)
    odds.cost_and_slope(right, cost, torch.empty(1))
    torch.testing.assert_close(cost, torch.tensor([9.357623e-14]))
    torch.testing.assert_close(right, torch.tensor([9.357623e-14]))
