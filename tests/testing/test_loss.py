"""`check_loss` runs the laws and names those that are broken."""

import doctest

import pytest

import rightloss.testing.loss
from rightloss.testing import LAWS, check_loss
from tests.losses.test_laws import CASES
from tests.testing.test_laws import case, doubled


def test_a_loss_of_ours_passes() -> None:
    check_loss(CASES["mse"])


def test_every_broken_law_is_named_with_what_was_found() -> None:
    with pytest.raises(AssertionError, match=f"1 of {len(LAWS)} laws are broken\nvalue-is-its-definition: .*not close"):
        check_loss(case(doubled, exempt={"options-go-by-keyword": "It hides them."}))


def test_an_exemption_from_no_law_is_refused() -> None:
    with pytest.raises(ValueError, match=r"got exempt with \['gravity'\]; the laws are: value-is-its-definition"):
        check_loss(case(exempt={"gravity": "It floats."}))


def test_its_example_runs() -> None:
    assert doctest.testmod(rightloss.testing.loss).failed == 0
