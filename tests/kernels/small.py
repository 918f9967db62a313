"""Kernels cut small inputs too, so that the seams between chunks are tested."""

import pytest

from rightloss.kernels import _blocks


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few rows in each chunk."""
    monkeypatch.setattr(_blocks, "CHUNK_BYTES", 4096)
