"""What torch.nn takes without a word and computes wrongly: ours says so, or gives what the definition gives.

Each row is one observation about torch 2.13; the first test of each pair shows that torch does it still.
"""

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import functional as theirs

from rightloss import functional as ours

COLUMN, ROW = torch.tensor([[0.5], [1.0], [1.5], [2.0]]), torch.tensor([0.5, 1.0, 1.5, 2.0])
SCORES = torch.tensor([[2.0, -1.0, 0.5], [0.1, 0.2, -0.7], [1.5, 5.0, -5.0]])
LABELS = torch.tensor([0, 2, 1])
INF = math.inf

# What is wrong -> the call, by the module that has the function; words of our message.
REFUSED: dict[str, tuple[Callable[[Any], Tensor], str]] = {
    "a column against a row: MSE": (lambda F: F.mse_loss(COLUMN, ROW), r"\(4, 1\).*\(4,\).*squeeze\(-1\)"),
    "a column against a row: L1": (lambda F: F.l1_loss(COLUMN, ROW), r"\(4, 1\).*\(4,\).*squeeze\(-1\)"),
    "a column against a row: Huber": (lambda F: F.huber_loss(COLUMN, ROW), r"\(4, 1\).*\(4,\).*squeeze\(-1\)"),
    "a column against a row: smooth L1": (lambda F: F.smooth_l1_loss(COLUMN, ROW), r"\(4, 1\).*\(4,\)"),
    "a column against a row: Poisson": (lambda F: F.poisson_nll_loss(COLUMN, ROW), r"\(4, 1\).*\(4,\)"),
    "a column against a row: KL": (
        lambda F: F.kl_div(COLUMN.log_softmax(0), ROW.softmax(0), reduction="batchmean"),
        r"\(4, 1\).*\(4,\)",
    ),
    "a target of 2 for yes/no": (
        lambda F: F.binary_cross_entropy_with_logits(torch.tensor([3.0]), torch.tensor([2.0])),
        r"the value 2; every element must be in \[0, 1\]",
    ),
    "class probabilities that do not sum to 1": (lambda F: F.cross_entropy(SCORES, 5 * SCORES.softmax(1)), "0, 1"),
    "negative class probabilities": (lambda F: F.cross_entropy(SCORES, SCORES), r"\[0, 1\]"),
    "softmax before cross-entropy": (lambda F: F.cross_entropy(SCORES.softmax(1), LABELS), "been through softmax"),
    "probabilities for log-probabilities: KL": (
        lambda F: F.kl_div(SCORES.softmax(1), SCORES.softmax(1), reduction="batchmean"),
        "log-probabilities are at most 0",
    ),
    "raw scores into NLL": (lambda F: F.nll_loss(SCORES, LABELS), "log-probabilities are at most 0"),
    "probabilities into NLL": (lambda F: F.nll_loss(SCORES.softmax(1), LABELS), "log-probabilities are at most 0"),
    "raw scores into CTC": (
        lambda F: F.ctc_loss(
            torch.ones(5, 1, 3), torch.tensor([[1, 2]]), torch.tensor([5]), torch.tensor([2]), reduction="sum"
        ),
        "sum to 1",
    ),
    "pos_weight per example": (
        lambda F: F.binary_cross_entropy_with_logits(SCORES, SCORES.sigmoid(), pos_weight=torch.ones(3, 3)),
        "a factor per question and none per example",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.filterwarnings("ignore:Using a target size")
def test_torch_takes_it(name: str) -> None:
    call, _ = REFUSED[name]
    assert bool(call(theirs).isfinite())


@pytest.mark.parametrize("name", REFUSED)
def test_ours_refuses_it(name: str) -> None:
    call, words = REFUSED[name]
    with pytest.raises(ValueError, match=words):
        call(ours)


# What goes wrong -> (the call, what the definition gives).
RIGHT: dict[str, tuple[Callable[[Any], Tensor], float]] = {
    "everything ignored: cross-entropy": (lambda F: F.cross_entropy(SCORES, torch.full((3,), -100)), 0.0),
    "an empty batch: MSE": (lambda F: F.mse_loss(torch.zeros(0), torch.zeros(0)), 0.0),
    "an empty batch: cross-entropy": (lambda F: F.cross_entropy(SCORES[:0], LABELS[:0]), 0.0),
    "probability 0 of a class with the score -inf": (
        lambda F: F.cross_entropy(torch.tensor([[0.0, 0.0, -INF]]), torch.tensor([[0.5, 0.5, 0.0]])),
        math.log(2),
    ),
    "an infinite score that is right": (
        lambda F: F.binary_cross_entropy_with_logits(torch.tensor([INF]), torch.tensor([1.0])),
        0.0,
    ),
    "a teacher that excludes a class": (
        lambda F: F.kl_div(
            torch.tensor([[0.5, 0.25, 0.25]]).log(),
            torch.tensor([[0.5, 0.5, 0.0]]).log(),
            reduction="batchmean",
            log_target=True,
        ),
        0.5 * math.log(2),
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_torch_gives_nan(name: str) -> None:
    call, _ = RIGHT[name]
    assert bool(call(theirs).isnan())


@pytest.mark.parametrize("name", RIGHT)
def test_ours_gives_the_definition(name: str) -> None:
    call, wanted = RIGHT[name]
    assert call(ours).item() == pytest.approx(wanted, abs=1e-6)


def test_bfloat16_logits_do_not_round_the_loss() -> None:
    scores = (10 * torch.randn(64, 1000, generator=torch.Generator().manual_seed(0))).bfloat16()
    labels = torch.randint(0, 1000, (64,), generator=torch.Generator().manual_seed(1))
    truth = theirs.cross_entropy(scores.double(), labels).item()
    assert abs(theirs.cross_entropy(scores, labels).item() - truth) > 0.01
    found = ours.cross_entropy(scores, labels)
    assert found.dtype == torch.float32
    assert found.item() == pytest.approx(truth, rel=1e-6)


def test_classes_last_are_told() -> None:
    """torch takes (N, T, C) against (N, T) where T equals C, over the wrong dimension; class_dim says which."""
    scores = torch.randn(2, 4, 4, generator=torch.Generator().manual_seed(0))
    labels = torch.randint(0, 4, (2, 4), generator=torch.Generator().manual_seed(1))
    wanted = theirs.cross_entropy(scores.flatten(0, 1), labels.flatten())
    assert not torch.allclose(theirs.cross_entropy(scores, labels), wanted)
    torch.testing.assert_close(ours.cross_entropy(scores, labels, class_dim=-1), wanted)
    with pytest.raises(ValueError, match=r"movedim\(-1, 1\)"):
        ours.cross_entropy(scores[:, :3], labels[:, :3])


def test_micro_batches_add_up() -> None:
    scores = torch.randn(6, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    labels = torch.tensor([0, -100, -100, 1, 2, 0])
    whole = theirs.cross_entropy(scores, labels)
    means = [theirs.cross_entropy(scores[part], labels[part]) for part in (slice(0, 3), slice(3, 6))]
    assert not torch.allclose(torch.stack(means).mean(), whole)
    parts = [ours.cross_entropy(scores[part], labels[part], denominator=4) for part in (slice(0, 3), slice(3, 6))]
    torch.testing.assert_close(torch.stack(parts).sum(), whole)


def test_gaussian_nll_does_not_broadcast() -> None:
    assert theirs.gaussian_nll_loss(COLUMN, ROW, torch.ones(4, 1), reduction="none").shape == (4, 4)
    with pytest.raises(ValueError, match=r"shape \(4, 1\)"):
        ours.gaussian_nll_loss(COLUMN, ROW, torch.ones(4, 1))
