"""Leaves no trace: random numbers, gradients mode and the state of a program are as before."""

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def undisturbed(seed: int) -> Iterator[None]:
    """Random numbers of Python, numpy and torch start from `seed` within, and go on as before afterwards."""
    numpy = sys.modules.get("numpy")
    ours, theirs = random.getstate(), numpy.random.get_state() if numpy else None
    devices = list(range(torch.cuda.device_count())) if torch.cuda.is_available() else []
    deterministic = torch.get_deterministic_debug_mode()
    try:
        with torch.random.fork_rng(devices=devices), torch.enable_grad():
            torch.manual_seed(seed)
            random.seed(seed)
            if numpy:
                numpy.random.seed(seed)
            yield
    finally:
        random.setstate(ours)
        if numpy and theirs is not None:
            numpy.random.set_state(theirs)
        torch.set_deterministic_debug_mode(deterministic)
