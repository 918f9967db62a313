import math

import pytest
import torch

from rightloss.doctor import values

P = torch.tensor([[0.25, 0.75], [1.0, 0.0]])


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16, torch.float16])
def test_probabilities_in_every_precision(dtype: torch.dtype) -> None:
    x = torch.randn(64, 50).softmax(1).to(dtype)
    assert values.are_probabilities(x, 1)
    assert not values.are_probabilities(x * 1.5, 1)
    assert not values.are_probabilities(torch.randn(64, 50).to(dtype), 1)
    assert values.are_log_probabilities(x.double().log(), 1) == (dtype in (torch.float64, torch.float32))


def test_images_are_read_along_their_classes() -> None:
    x = torch.randn(2, 3, 40, 40).softmax(1)
    assert values.are_probabilities(x, 1)
    assert not values.are_probabilities(x, 0)
    assert values.rows(x, 1).shape == (512, 3)


def test_a_vector_is_one_row() -> None:
    assert values.rows(torch.ones(3), 0).shape == (1, 3)
    assert values.are_probabilities(torch.tensor([0.5, 0.5]), 0)


def test_share_unnormalised() -> None:
    assert values.share_unnormalised(torch.randn(8, 4).log_softmax(1), 1) == 0
    assert values.share_unnormalised(torch.randn(8, 4) + 5, 1) == 1
    assert values.share_unnormalised(torch.tensor([[0.0, -math.inf]]), 1) == 0


def test_nothing_is_said_of_nothing() -> None:
    empty = torch.zeros(0, 3)
    assert not values.are_probabilities(empty, 1)
    assert values.low_and_high(empty) == (0.0, 0.0)
    assert values.share_unnormalised(empty, 1) == 0.0


def test_low_and_high_of_all_dtypes() -> None:
    assert values.low_and_high(P) == (0.0, 1.0)
    assert values.low_and_high(torch.tensor([True, False])) == (0.0, 1.0)
    assert values.low_and_high(torch.tensor([3, -2])) == (-2.0, 3.0)


def test_is_binary() -> None:
    assert values.is_binary(torch.tensor([0.0, 1.0]))
    assert not values.is_binary(torch.ones(3))
    assert not values.is_binary(P)


def test_all_finite() -> None:
    assert values.all_finite(torch.tensor([1, 2]))
    assert not values.all_finite(torch.tensor([math.nan]))
