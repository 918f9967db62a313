"""What the losses for wrong labels equal, and what they refuse."""

from collections.abc import Callable
from functools import partial

import pytest
import torch
from torch import Tensor

from rightloss import kernels
from rightloss.functional import (
    active_passive_loss,
    bi_tempered_logistic_loss,
    cross_entropy,
    generalised_cross_entropy,
    symmetric_cross_entropy,
)

Loss = Callable[..., Tensor]

X = 2 * torch.randn(6, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
Y = torch.tensor([0, 2, 1, 2, 0, 0])
ABSOLUTE = (X.softmax(1) - torch.eye(3, dtype=torch.float64)[Y]).abs().sum(1).mean()


def test_symmetric_cross_entropy_has_its_special_cases() -> None:
    torch.testing.assert_close(symmetric_cross_entropy(X, Y, alpha=1.0, beta=0.0), cross_entropy(X, Y))
    torch.testing.assert_close(symmetric_cross_entropy(X, Y, alpha=0.0), 2 * ABSOLUTE)  # -A / 2 = 2


def test_the_constant_for_the_logarithm_of_zero_is_part_of_the_definition() -> None:
    of_the_paper = symmetric_cross_entropy(X, Y, alpha=0.0)
    clamped = symmetric_cross_entropy(X, Y, alpha=0.0, log_zero=torch.tensor(1e-4).log().item())
    assert (clamped / of_the_paper).item() == pytest.approx(2.3026, rel=1e-4)


def test_active_passive_loss_with_log_zero_minus_2_has_the_absolute_error() -> None:
    torch.testing.assert_close(active_passive_loss(X, Y, alpha=0.0, log_zero=-2.0), ABSOLUTE)


def test_normalised_cross_entropy_sums_to_1_over_all_labels() -> None:
    values = [active_passive_loss(X, torch.full_like(Y, c), beta=0.0, reduction="none") for c in range(3)]
    torch.testing.assert_close(torch.stack(values).sum(0), torch.ones(6, dtype=torch.float64))


def test_reverse_cross_entropy_is_bounded_and_keeps_its_digits() -> None:
    sure = torch.tensor([[120.0, 0.0, 0.0], [-120.0, 0.0, 0.0], [20.0, 0.0, 0.0]], dtype=torch.float64)
    found = symmetric_cross_entropy(sure, torch.zeros(3, dtype=torch.long), alpha=0.0, reduction="none")
    assert found.tolist() == pytest.approx([4 * 2 * 7.667648073722e-53, 4.0, 4 * 4.1223072363804e-09], rel=1e-9)


@pytest.mark.parametrize("function", [symmetric_cross_entropy, active_passive_loss])
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"alpha": -1.0}, "got alpha=-1.0; it must be 0 or more"),
        ({"beta": -1.0}, "got beta=-1.0; it must be 0 or more"),
        ({"log_zero": 0.0}, "got log_zero=0.0; it stands for ln 0 and must be below 0"),
    ],
)
def test_options_out_of_range_are_refused(function: object, options: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        function(X, Y, **options)  # type: ignore[operator]


# Bi-tempered logistic loss


def test_the_bi_tempered_loss_at_temperatures_1_is_cross_entropy() -> None:
    torch.testing.assert_close(bi_tempered_logistic_loss(X, Y, t1=1.0, t2=1.0), cross_entropy(X, Y))
    near = bi_tempered_logistic_loss(X, Y, t1=1 - 1e-7, t2=1 + 1e-7)
    torch.testing.assert_close(near, cross_entropy(X, Y), rtol=1e-5, atol=0)


def test_the_bi_tempered_loss_is_bounded_and_its_tail_is_heavy() -> None:
    far = torch.tensor([[-1e4, 0.0, 0.0]], dtype=torch.float64, requires_grad=True)
    value = bi_tempered_logistic_loss(far, torch.tensor([0]), t1=0.5, t2=2.0)
    (slope,) = torch.autograd.grad(value, far)
    assert 0 < value.item() < 1 / (1 - 0.5)
    # Under cross-entropy this mistake would pull with a force of 1.
    assert -1e-3 < slope[0, 0].item() < 0


def test_second_derivatives_of_the_bi_tempered_loss() -> None:
    x = X.clone().requires_grad_()
    for options in ({}, {"t1": 0.3, "t2": 3.0}):
        assert torch.autograd.gradgradcheck(lambda x, options=options: bi_tempered_logistic_loss(x, Y, **options), x)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"t1": 1.5}, "got t1=1.5; it must be from 0 to 1"),
        ({"t2": 5.0}, "got temperature=5.0; it must be from 0 to 4"),
        ({"t1": 1.0, "t2": 0.5}, "probabilities of 0 would cost infinitely much: take t1 below 1"),
    ],
)
def test_temperatures_out_of_range_are_refused(options: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        bi_tempered_logistic_loss(X, Y, **options)


@pytest.mark.parametrize("target", [0, 1])
@pytest.mark.parametrize("margin", [4.0, 12.0, 20.0])
@pytest.mark.parametrize(
    "loss",
    [partial(generalised_cross_entropy, q=0.7), *(partial(bi_tempered_logistic_loss, t2=t2) for t2 in (0.5, 1.2, 2.0))],
)
def test_slopes_of_sure_answers_keep_their_digits_in_float32(loss: Loss, margin: float, target: int) -> None:
    scores = torch.tensor([[margin, 0.0, 0.5]], dtype=torch.float64)
    slopes = []
    for x, form in ((scores.float(), "chunks"), (scores, "mathematics")):
        leaf = x.clone().requires_grad_()
        with kernels.use(form):  # type: ignore[arg-type]
            (slope,) = torch.autograd.grad(loss(leaf, torch.tensor([target])), leaf)
        slopes.append(slope.double())
    assert float((slopes[0] - slopes[1]).abs().max()) <= 1e-5 * float(slopes[1].abs().max())
