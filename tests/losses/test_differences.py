"""Every difference from torch.nn that the catalog lists is there and needed, and without one nothing differs."""

import warnings
from typing import Any

import pytest
import torch
from torch.nn import functional

import rightloss
import rightloss.catalog.differences as listed
from rightloss.catalog.schema import Difference
from tests.losses import differences as differ

PAIRS = [(name, item.name) for name, entry in differ.DROP_INS.items() for item in entry.differences]
SHOWN = [pair for pair in PAIRS if pair[1] != "no-warning-of-mean"]


def test_there_are_thirteen_drop_ins_and_each_says_where_it_differs() -> None:
    assert len(differ.DROP_INS) == 13
    assert [name for name, entry in differ.DROP_INS.items() if not entry.differences] == []


def test_every_difference_is_used_and_has_its_test() -> None:
    every = {item.name for item in vars(listed).values() if isinstance(item, Difference)}
    assert every == {name for _, name in PAIRS} == set(differ.APPLIES)
    assert set(differ.EXPECTED) | set(differ.REFUSALS) == set(differ.DEMONSTRATIONS) == every - {"no-warning-of-mean"}


@pytest.mark.parametrize("name", differ.DROP_INS)
def test_a_correct_program_gets_the_numbers_of_torch(name: str) -> None:
    call = differ.plain(name)
    assert differ.applying(call) == []
    differ.agree(call.own, call.peer)


@pytest.mark.parametrize(("name", "difference"), SHOWN)
def test_a_listed_difference_is_what_it_says_and_is_needed(name: str, difference: str) -> None:
    call = differ.DEMONSTRATIONS[difference](differ.plain(name))
    assert differ.applying(call)[0] == difference
    differ.agree(call.own, differ.expected(call))
    assert differ.differs(call), "PyTorch does the same: strike it off the list"


def test_only_torch_warns_of_the_mean_of_the_divergence() -> None:
    call = differ.plain("kl_div")
    with pytest.warns(UserWarning, match="batchmean"):
        functional.kl_div(*call.arguments)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rightloss.functional.kl_div(*call.arguments)


@pytest.mark.parametrize("name", differ.DROP_INS)
def test_the_result_of_half_precision_has_gradients_in_half_precision(name: str) -> None:
    call = differ.plain(name, torch.bfloat16)
    x: Any = call.input.detach().requires_grad_()
    loss = getattr(rightloss.functional, name)(x, *call.arguments[1:])
    loss.backward()
    assert loss.dtype == torch.float32
    assert x.grad.dtype == torch.bfloat16
