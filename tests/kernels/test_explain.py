"""What `explain` says is what ran."""

import doctest

import pytest
import torch

import rightloss
from rightloss import kernels
from rightloss.kernels import _explain


def test_the_example() -> None:
    assert doctest.testmod(_explain).failed == 0


def test_a_small_input_is_left_to_the_mathematics() -> None:
    (decision,) = kernels.explain(rightloss.CrossEntropyLoss(), torch.zeros(3, 4), torch.zeros(3, dtype=torch.long))
    assert decision.implementation == "mathematics"
    assert "12 numbers are too few" in decision.reason


def test_what_was_demanded_is_said() -> None:
    with kernels.use("chunks"):
        (decision,) = kernels.explain(rightloss.CrossEntropyLoss(), torch.zeros(3, 4), torch.zeros(3, dtype=torch.long))
    assert str(decision) == 'cross-entropy: chunks, because use("chunks") is in force'


def test_a_loss_without_a_kernel_is_named() -> None:
    with pytest.raises(ValueError, match="ExpectileLoss called no loss of rightloss that has a kernel"):
        kernels.explain(rightloss.ExpectileLoss(), torch.zeros(3), torch.zeros(3))
