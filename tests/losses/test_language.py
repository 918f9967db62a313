"""What the losses over sequences promise besides the laws."""

from typing import Any

import pytest
import torch
from torch import Tensor

from rightloss import CTCLoss, CTCWithLogitsLoss, checking
from rightloss.functional import ctc_loss, ctc_loss_with_logits

LABELS = torch.tensor([[1, 2, 2], [3, 0, 0]])
STEPS, LENGTHS = torch.tensor([5, 2]), torch.tensor([3, 1])


def scores(*shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


def test_with_logits_is_ctc_behind_log_softmax_in_value_and_gradient() -> None:
    logits = scores(2, 5, 4).requires_grad_()
    own = ctc_loss_with_logits(logits, LABELS, STEPS, LENGTHS)
    peer = torch.nn.functional.ctc_loss(logits.transpose(0, 1).log_softmax(2), LABELS, STEPS, LENGTHS)
    torch.testing.assert_close(own, peer)
    torch.testing.assert_close(torch.autograd.grad(own, logits), torch.autograd.grad(peer, logits))


@pytest.mark.parametrize(
    "lengths", [(STEPS, LENGTHS), ([5, 2], [3, 1]), ((5, 2), (3, 1)), (STEPS.int(), LENGTHS.int())]
)
@pytest.mark.parametrize("labels", [LABELS, torch.tensor([1, 2, 2, 3]), LABELS.int()])
@pytest.mark.parametrize("mask", [None, torch.tensor([True, False])])
def test_every_form_of_labels_and_lengths_is_the_same(lengths: Any, labels: Tensor, mask: Tensor | None) -> None:
    logits = scores(2, 5, 4)
    wanted = ctc_loss_with_logits(logits, LABELS, STEPS, LENGTHS, mask=mask)
    torch.testing.assert_close(ctc_loss_with_logits(logits, labels, *lengths, mask=mask), wanted)
    torch.testing.assert_close(ctc_loss(logits.transpose(0, 1).log_softmax(2), labels, *lengths, mask=mask), wanted)


@pytest.mark.parametrize("label", [-1, 4, 1 << 40])
@pytest.mark.parametrize("flat", [False, True])
@pytest.mark.parametrize("mode", [None, False])
def test_a_label_of_no_class_never_reaches_the_kernel(label: int, flat: bool, mode: bool | None) -> None:
    labels = torch.tensor([1, label, 2, 3]) if flat else torch.tensor([[1, label, 2], [3, -1, -1]])
    with checking(mode):
        for _ in range(2):  # by default other values are looked at with the first call only
            with pytest.raises(ValueError, match=f"got targets with the label {label}"):
                ctc_loss_with_logits(scores(2, 5, 4), labels, STEPS, LENGTHS)


@pytest.mark.parametrize("reduction", ["none", "mean", "sum"])
def test_one_example_without_a_batch(reduction: Any) -> None:
    log_probs = scores(5, 4).log_softmax(1)
    given = (log_probs, LABELS[0], torch.tensor(5), torch.tensor(3))
    wanted = torch.nn.functional.ctc_loss(*given, reduction=reduction)
    torch.testing.assert_close(ctc_loss(*given, reduction=reduction), wanted)


def test_what_cannot_be_aligned_is_counted_and_named_with_every_call() -> None:
    message = r"1 of 2 examples that cannot be aligned: example 0 has 3 steps for 3 labels with 1 repeats, which need 4"
    for _ in range(3):
        with pytest.raises(ValueError, match=message):
            ctc_loss_with_logits(scores(2, 5, 4), LABELS, [3, 2], LENGTHS)


@pytest.mark.parametrize("module", [CTCLoss, CTCWithLogitsLoss])
def test_what_cannot_be_aligned_can_be_left_out_or_made_free(module: Any) -> None:
    logits = scores(2, 5, 4).requires_grad_()
    given = logits.transpose(0, 1).log_softmax(2) if module is CTCLoss else logits
    free = module(zero_infinity=True, reduction="none")(given, LABELS, [3, 2], LENGTHS)
    assert free[0] == 0
    kept = module(reduction="sum")(given, LABELS, [3, 2], LENGTHS, mask=torch.tensor([False, True]))
    torch.testing.assert_close(free[1], kept)
    (gradient,) = torch.autograd.grad(kept, logits)
    assert bool((gradient[0] == 0).all())
    assert bool((gradient[1, :2] != 0).any())


@pytest.mark.parametrize("given", [scores(5, 2, 4), scores(5, 2, 4).softmax(2)], ids=["scores", "probabilities"])
def test_what_is_not_log_probabilities_is_refused(given: Tensor) -> None:
    with pytest.raises(ValueError, match=r"must sum to 1: use log_softmax\(dim=2\), or ctc_loss_with_logits"):
        ctc_loss(given, LABELS, STEPS, LENGTHS)


def test_steps_that_do_not_count_may_hold_anything() -> None:
    log_probs = scores(5, 2, 4).log_softmax(2)
    wanted = ctc_loss(log_probs, LABELS, STEPS, LENGTHS)
    log_probs[2:, 1] = 7.0
    torch.testing.assert_close(ctc_loss(log_probs, LABELS, STEPS, LENGTHS), wanted)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"targets": LABELS.double()}, "labels are whole numbers"),
        ({"targets": LABELS[:1]}, r"targets of shape \(1, 3\) for a batch of 2"),
        ({"targets": torch.tensor([[1, 2, 0], [3, 0, 0]])}, "the label 0.*not the blank"),
        ({"targets": torch.tensor([[1, 2, 4], [3, 0, 0]])}, "the label 4.*0 to 3"),
        ({"targets": torch.tensor([1, 2, 2])}, "ask for 4 labels"),
        ({"target_lengths": [4, 1]}, "ask for 4 labels"),
        ({"target_lengths": [3, 1, 1]}, r"target_lengths of shape \(3,\)"),
        ({"target_lengths": [3, -1]}, "the value -1; each must be 0 or more"),
        ({"input_lengths": [6, 2]}, "the value 6; each must be 0 to 5"),
        ({"input_lengths": torch.tensor([5.0, 2.0])}, "one whole number per example"),
        ({"blank": 4}, "blank=4; with C = 4 it must be 0 to 3"),
        ({"logits": scores(5, 4)}, r"it must be \(N, T, C\), batch first"),
    ],
)
def test_wrong_input_is_refused(changes: dict[str, Any], message: str) -> None:
    given = {"logits": scores(2, 5, 4), "targets": LABELS, "input_lengths": STEPS, "target_lengths": LENGTHS} | changes
    with pytest.raises(ValueError, match=message):
        ctc_loss_with_logits(**given)
