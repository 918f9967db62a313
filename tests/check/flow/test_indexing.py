"""What an index leaves of a shape, against torch."""

import pytest
import torch

from rightloss.check.flow.values import Tensor
from tests.check.flow.run import value


@pytest.mark.parametrize(
    "key",
    [
        "0",
        "-1",
        ":",
        "1:",
        ":, 0",
        "..., 0",
        ":, None",
        "0, :, 1:3",
        ":, ::2",
        "i",
        "i, i",
        ":, i",
        "None",
        "..., None, 0",
        "x > 0",
    ],
)
def test_shapes(key: str) -> None:
    x, i = torch.randn(4, 5, 6), torch.tensor([0, 1, 2])
    real = eval(f"x[{key}]", {"x": x, "i": i})
    found = value(f"x[{key}]", "x = torch.randn(4, 5, 6)\ni = torch.tensor([0, 1, 2])")
    assert isinstance(found, Tensor)
    if found.shape is not None:
        assert len(found.shape) == real.dim()
        assert all(dim in (None, size) for dim, size in zip(found.shape, real.shape, strict=True))


def test_a_row_loses_the_first_dimension() -> None:
    found = value("[row for row in torch.randn(3, 4).softmax(1)][0]")
    assert isinstance(found, Tensor)
    assert (found.shape, found.space, found.dim) == ((4,), "probabilities", 0)
