"""Tests look at the values of arguments with every call; `test_checking.py` tests the default."""

from collections.abc import Iterator

import pytest

import rightloss


@pytest.fixture(autouse=True)
def _always_check() -> Iterator[None]:
    with rightloss.checking(True):
        yield
