"""Kernels cut small inputs too, so that the seams between chunks are tested."""

import pytest

from rightloss.kernels import _blocks


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few rows in each chunk."""
    for budget in ("CHUNK_BYTES", "HEAD_BYTES"):
        monkeypatch.setattr(_blocks, budget, 4096)
