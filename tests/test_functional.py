"""`rightloss.functional` has every own loss function, found when it is asked for."""

import pytest
import torch

from rightloss import functional
from rightloss.catalog.registry import losses


def test_has_every_own_function() -> None:
    own = {entry.own_names[0] for entry in losses().values() if entry.own_names}
    extras = {name.partition(":")[2] for entry in losses().values() for name in entry.extras}
    assert own | {name for name in extras if name.islower()} == set(functional.__all__)
    assert all(callable(getattr(functional, name)) for name in functional.__all__)


def test_computes() -> None:
    assert functional.l1_loss(torch.tensor([1.0]), torch.tensor([3.0])).item() == 2.0


def test_a_name_is_looked_up_once() -> None:
    found = functional.huber_loss
    assert vars(functional)["huber_loss"] is found


def test_other_names_are_errors() -> None:
    with pytest.raises(AttributeError, match="no_such_loss"):
        _ = functional.no_such_loss
