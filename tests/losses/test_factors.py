"""The factors are the gradient of the reduction."""

import itertools

import pytest
import torch

from rightloss.losses import _common as common
from rightloss.losses._factors import ReduceOptions, factors

CHOICES = {
    "mask": torch.arange(12).reshape(3, 4) % 3 != 1,
    "sample_weight": torch.rand(3),
    "counts": torch.rand(3, 4),
    "denominator": 7.0,
}


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_they_are_the_gradient_of_the_reduction(reduction: common.Reduction) -> None:
    for size in range(len(CHOICES) + 1):
        for names in itertools.combinations(CHOICES, size):
            if "denominator" in names and reduction != "mean":
                continue
            options: ReduceOptions = {name: CHOICES[name] for name in names}  # type: ignore[misc]
            values = torch.zeros(3, 4, requires_grad=True)
            (wanted,) = torch.autograd.grad(common.reduce(values, reduction, **options).sum(), values)
            torch.testing.assert_close(factors(values.detach(), reduction, options), wanted)


def test_nothing_kept_divides_by_one() -> None:
    none = torch.zeros(3, dtype=torch.bool)
    assert factors(torch.ones(3), "mean", {"mask": none}).tolist() == [0, 0, 0]
