import pytest
import torch
import torch.nn.functional as F

from rightloss.doctor.errors import GuardError, GuardWarning
from rightloss.doctor.first_batch import FirstBatch

Y = torch.tensor([0, 1])


def wrong() -> torch.Tensor:
    return F.cross_entropy(torch.randn(2, 3).softmax(1), Y)


def test_it_raises_after_the_batch() -> None:
    first = FirstBatch()
    first.begin()
    wrong()
    with pytest.raises(GuardError, match="RL101"):
        first.end()


def test_only_the_first_batches_are_looked_at() -> None:
    first = FirstBatch(batches=2)
    for _ in range(2):
        first.begin()
        first.end()
    first.begin()
    wrong()
    first.end()


def test_warn_and_off() -> None:
    first = FirstBatch("warn")
    first.begin()
    wrong()
    with pytest.warns(GuardWarning, match="RL101"):
        first.end()
    first = FirstBatch("off")
    first.begin()
    wrong()
    first.end()


def test_an_error_is_explained_where_it_is_raised() -> None:
    first, before = FirstBatch(), torch.compile
    first.begin()
    with pytest.raises(GuardError, match="RL203") as caught:
        F.cross_entropy(torch.randn(2, 3), torch.tensor([0, 3]))
    assert torch.compile is before
    wrong()  # not looked at any more
    first.abort(caught.value)


def test_an_error_that_nothing_explains_comes_through() -> None:
    first = FirstBatch()
    first.begin()
    with pytest.raises(RuntimeError, match="shape"):
        torch.ones(3).view(2)
    first.abort(RuntimeError())


def test_an_error_outside_of_torch_is_explained_by_what_was_found() -> None:
    first = FirstBatch()
    first.begin()
    wrong()
    with pytest.raises(GuardError, match="RL101"):
        first.abort(KeyError("logits"))


def test_wrong_arguments() -> None:
    with pytest.raises(ValueError, match="got mode='loud'"):
        FirstBatch("loud")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="got batches=0"):
        FirstBatch(batches=0)
