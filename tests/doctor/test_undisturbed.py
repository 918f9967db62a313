import random

import numpy
import pytest
import torch

from rightloss.doctor.undisturbed import undisturbed


def drawn() -> tuple[float, float, float]:
    return random.random(), float(numpy.random.rand()), float(torch.rand(()))


def test_random_numbers_go_on_as_before() -> None:
    torch.manual_seed(3), random.seed(3), numpy.random.seed(3)
    wanted = [drawn(), drawn()]
    torch.manual_seed(3), random.seed(3), numpy.random.seed(3)
    found = [drawn()]
    with undisturbed(0):
        inside = drawn()
    found.append(drawn())
    assert found == wanted
    with undisturbed(0):
        assert drawn() == inside


def test_also_after_an_error() -> None:
    state = torch.get_rng_state()
    with pytest.raises(RuntimeError), undisturbed(0):
        torch.rand(3).view(2)
    assert torch.equal(torch.get_rng_state(), state)


def test_gradients_are_on_within() -> None:
    with torch.no_grad():
        with undisturbed(0):
            assert torch.is_grad_enabled()
        assert not torch.is_grad_enabled()
