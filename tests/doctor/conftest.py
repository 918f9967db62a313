"""Where a batch raises and a trainer has no hook for it, the watch goes idle but stays on torch's stack of modes: no
test may hand it on to the next."""

from collections.abc import Iterator

import pytest
import torch
from torch.overrides import _pop_mode


@pytest.fixture(autouse=True)
def _no_mode_is_handed_on() -> Iterator[None]:
    before = torch._C._len_torch_function_stack()
    yield
    while torch._C._len_torch_function_stack() > before:
        _pop_mode()
