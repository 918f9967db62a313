"""The loop over rows computes only those that are kept; see also test_linear_cross_entropy."""

import torch

from rightloss.kernels._head import Head, Needed, walk
from rightloss.kernels._softmax import Rows
from rightloss.losses.multiclass._recipe import Recipe


def test_rows_that_are_left_out_are_not_looked_at() -> None:
    hidden = torch.randn(10, 4)
    kept = torch.arange(10) % 3 == 0
    hidden[~kept] = float("nan")
    rows = Rows(torch.zeros(10, dtype=torch.long), torch.ones(10), kept)
    result = walk(Head(hidden, torch.randn(6, 4), None, 1.0), rows, None, Recipe(), Needed(True, True), 3)
    assert all(x.isfinite().all() for x in (result.losses, result.lse, result.hidden, result.weight))
    assert (result.hidden[~kept] == 0).all()
