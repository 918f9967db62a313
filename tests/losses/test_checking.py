"""When values are looked at: by default once for each place of the program, on request always or never."""

import pytest
import torch

import rightloss
from rightloss import functional as F
from rightloss.losses.checking import values_are_at_hand

LOGITS = torch.zeros(2, 3)
WRONG = torch.tensor([0.5, 2.0])
SCORES = torch.zeros(2)


def outcome() -> str:
    """ "raised" or "silent", from one place of the program."""
    try:
        F.binary_cross_entropy_with_logits(SCORES, WRONG)
    except ValueError:
        return "raised"
    return "silent"


def test_by_default_the_first_call_from_each_place_looks() -> None:
    with rightloss.checking(None):
        assert [outcome() for _ in range(3)] == ["raised", "silent", "silent"]
        with pytest.raises(ValueError, match=r"the value 2; every element must be in \[0, 1\]"):
            F.binary_cross_entropy_with_logits(SCORES, WRONG)


def test_by_default_a_module_looks_with_its_first_call_from_each_place() -> None:
    with rightloss.checking(None):
        criterion = rightloss.BCEWithLogitsLoss()
        found = []
        for _ in range(2):
            try:
                criterion(SCORES, WRONG)
                found.append("silent")
            except ValueError:
                found.append("raised")
    assert found == ["raised", "silent"]


@pytest.mark.parametrize(("mode", "wanted"), [(True, "raised"), (False, "silent")])
def test_always_or_never(mode: bool, wanted: str) -> None:
    with rightloss.checking(mode):
        assert [outcome() for _ in range(3)] == [wanted] * 3


def test_the_mode_before_comes_back() -> None:
    with rightloss.checking(False):
        with rightloss.checking(True):
            assert outcome() == "raised"
        assert outcome() == "silent"


def test_without_a_block_it_stays() -> None:
    before = rightloss.checking(False)
    assert outcome() == "silent"
    before.__exit__(None, None, None)
    assert outcome() == "raised"


def test_what_has_no_values_is_not_looked_at() -> None:
    assert not values_are_at_hand(torch.ones(2, device="meta"))
    assert not torch.func.vmap(lambda x: x * values_are_at_hand(x))(torch.ones(2)).any()


def test_shapes_and_dtypes_are_checked_in_every_mode() -> None:
    with rightloss.checking(False), pytest.raises(ValueError, match=r"shape \(2,\)"):
        F.binary_cross_entropy_with_logits(torch.zeros(2, 1), WRONG)


@pytest.mark.parametrize("name", ["cross_entropy", "generalised_cross_entropy"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_softmax_outputs_are_no_logits(name: str, dtype: torch.dtype) -> None:
    scores = torch.randn(64, 10, generator=torch.Generator().manual_seed(0))
    target = scores.argmax(1)
    with pytest.raises(ValueError, match="have been through softmax; pass the raw scores"):
        getattr(F, name)(scores.softmax(1).to(dtype), target)
    getattr(F, name)(scores, target)
    getattr(F, name)(scores.log_softmax(1), target)
    getattr(F, name)(torch.nn.functional.one_hot(target, 10).float(), target)
