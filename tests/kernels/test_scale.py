"""A gradient that was made for another upstream gradient is corrected; see also test_cross_entropy."""

import pytest
import torch

from rightloss import kernels
from rightloss.functional import cross_entropy


@pytest.mark.parametrize("by", [1.0, 0.25, 0.0, -3.0])
def test_any_multiple_of_the_loss_has_that_multiple_of_the_gradient(by: float) -> None:
    x, target = torch.randn(64, 50, requires_grad=True), torch.randint(0, 50, (64,))
    found = []
    for implementation in ("chunks", "mathematics"):
        with kernels.use(implementation):
            found.append(torch.autograd.grad(by * cross_entropy(x, target), x)[0])
    torch.testing.assert_close(*found)
