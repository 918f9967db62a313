"""Losses with several numbers per prediction: shapes, ranges and masks are checked with clear messages."""

import pytest
import torch

from rightloss.losses import _heads as heads


def test_unpack_blanks_what_is_left_out() -> None:
    parameters = torch.tensor([[1.0, 2.0], [float("nan"), 4.0]])
    first, second = heads.unpack(parameters, torch.zeros(2), "mean spread", torch.tensor([True, False]))
    assert first.tolist() == [1.0, 0.0]
    assert second.tolist() == [2.0, 0.0]


def test_unpack_names_the_parameters() -> None:
    with pytest.raises(ValueError, match=r"must be \(3, 2\): mean, spread"):
        heads.unpack(torch.zeros(3, 3), torch.zeros(3), "mean spread", None)


def test_ranges_look_at_kept_targets_only() -> None:
    target, kept = torch.tensor([1.0, -1.0]), torch.tensor([True, False])
    heads.check_target(target, kept, 0.0, "wanted 0 or more")
    heads.check_below(-target, kept, 0.5, "wanted below a half")
    with pytest.raises(ValueError, match="-1; wanted 0 or more"):
        heads.check_target(target, None, 0.0, "wanted 0 or more")
    with pytest.raises(ValueError, match="1; wanted below 1"):
        heads.check_below(target, None, 1.0, "wanted below 1")


def test_a_mask_of_another_shape_is_named() -> None:
    with pytest.raises(ValueError, match=r"mask of shape \(3,\)"):
        heads.check_target(torch.zeros(2), torch.ones(3, dtype=torch.bool), 0.0, "wanted 0 or more")
