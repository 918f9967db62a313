"""Chunks are views that cover a tensor once."""

import pytest
import torch

from rightloss.kernels import _blocks
from tests.kernels.small import small_chunks  # noqa: F401


@pytest.mark.parametrize("dim", range(4))
@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (0, 2, 3, 1), (1, 0, 3, 2)])
def test_every_number_is_in_one_chunk(dim: int, order: tuple[int, ...]) -> None:
    x = torch.zeros(5, 6, 7, 30).permute(order)[:, 1:]
    rows = torch.zeros(x.shape[:dim] + x.shape[dim + 1 :])
    seen = 0
    for (wide,), (narrow,) in _blocks.chunks([x], [rows], dim):
        assert wide.shape[1] == x.shape[dim]
        assert wide.select(1, 0).shape == narrow.shape
        wide += 1
        narrow += 1
        seen += 1
    assert seen > 1 or dim == 0
    assert (x == 1).all()
    assert (rows == 1).all()


def test_a_row_larger_than_a_chunk_is_one_chunk() -> None:
    assert _blocks.rows_per_chunk(10**9, torch.device("cpu")) == 1
