"""The loop over rows computes only those that are kept, and holds as much as it may; see also test_linear_cross_entropy."""

import pytest
import torch
from torch import Tensor

from rightloss.kernels import _blocks
from rightloss.kernels._head import Head, Needed, Places, walk


def test_rows_that_are_left_out_are_not_looked_at() -> None:
    hidden = torch.randn(10, 4)
    kept = torch.arange(10) % 3 == 0
    hidden[~kept] = float("nan")

    def arithmetic(at: Places, logits: Tensor) -> None:
        assert logits.isfinite().all()

    found = walk(Head(hidden, torch.randn(6, 4), None, 1.0), kept, Needed(True, True), arithmetic, chunk=3)
    assert all(x.isfinite().all() for x in (found.hidden, found.weight))
    assert (found.hidden[~kept] == 0).all()


@pytest.mark.parametrize(("buffers", "rows"), [(1, 16), (2, 8), (40, 1)])
def test_buffers_share_the_budget(buffers: int, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_blocks, "HEAD_BYTES", 16 * 6 * 4)
    seen: list[int] = []
    head = Head(torch.randn(16, 4), torch.randn(6, 4), None, 1.0)
    walk(head, None, Needed(), lambda at, logits: seen.append(len(logits)), buffers=buffers)
    assert seen == [rows] * (16 // rows)
