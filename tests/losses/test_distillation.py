"""Losses over a student and a teacher: which mean, which direction, which limits."""

import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, kl_div

import rightloss
from rightloss.functional import distillation_kl, generalised_jensen_shannon, reverse_kl

G = torch.Generator().manual_seed(0)
STUDENT, TEACHER = (2 * torch.randn(4, 7, 5, generator=G, dtype=torch.float64) for _ in range(2))
EVERY = [distillation_kl, reverse_kl, generalised_jensen_shannon]


# Which mean: reference/losses.md 4.1, "KL (4,7,5)"


def test_the_mean_is_over_positions_only() -> None:
    """Four sequences of seven positions, five classes: torch's three means differ by 7 and by 5."""
    own = distillation_kl(STUDENT, TEACHER, class_dim=-1)
    log_p, q = STUDENT.log_softmax(-1), TEACHER.softmax(-1)
    by_batch, by_element = (kl_div(log_p, q, reduction=how).item() for how in ("batchmean", "sum"))
    assert own.item() == pytest.approx(by_batch / 7, rel=1e-12)
    assert own.item() == pytest.approx(by_element / 28, rel=1e-12)
    with pytest.warns(UserWarning, match="batchmean"):
        assert own.item() == pytest.approx(kl_div(log_p, q, reduction="mean").item() * 5, rel=1e-12)


@pytest.mark.parametrize("temperature", [1.0, 2.0, 4.0])
def test_the_temperature_is_squared_inside(temperature: float) -> None:
    log_p, log_q = (STUDENT / temperature).log_softmax(1), (TEACHER / temperature).log_softmax(1)
    plain = kl_div(log_p, log_q, log_target=True, reduction="sum") / 20
    torch.testing.assert_close(distillation_kl(STUDENT, TEACHER, temperature=temperature), temperature**2 * plain)


def test_the_gradient_keeps_its_size_with_the_temperature() -> None:
    def slope(temperature: float, factor: float) -> float:
        x = STUDENT.clone().requires_grad_()
        (found,) = torch.autograd.grad(distillation_kl(x, TEACHER, temperature=temperature) * factor, x)
        return float(found.norm())

    assert slope(4.0, 1.0) > slope(1.0, 1.0) / 3
    assert slope(4.0, 1 / 16) < slope(1.0, 1.0) / 5


def test_at_a_high_temperature_it_is_the_squared_distance_of_the_centred_logits() -> None:
    centred = [x - x.mean(1, keepdim=True) for x in (STUDENT, TEACHER)]
    wanted = (centred[0] - centred[1]).square().sum(1).mean() / (2 * 7)
    torch.testing.assert_close(distillation_kl(STUDENT, TEACHER, temperature=1e4), wanted, rtol=1e-3, atol=0)


def test_it_is_cross_entropy_less_the_entropy_of_the_teacher() -> None:
    q = TEACHER.softmax(1)
    entropy = -(q * q.log()).sum(1).mean()
    torch.testing.assert_close(distillation_kl(STUDENT, TEACHER), cross_entropy(STUDENT, q) - entropy)


# Which direction


def test_reverse_kl_is_the_other_direction() -> None:
    torch.testing.assert_close(reverse_kl(STUDENT, TEACHER), distillation_kl(TEACHER, STUDENT))
    assert abs(reverse_kl(STUDENT, TEACHER) - distillation_kl(STUDENT, TEACHER)) > 0.1


@pytest.mark.parametrize("temperature", [1.0, 2.0])
def test_the_limits_of_beta_are_the_two_divergences(temperature: float) -> None:
    def at(beta: float) -> Tensor:
        return generalised_jensen_shannon(STUDENT, TEACHER, beta=beta, temperature=temperature)

    forward, reverse = (f(STUDENT, TEACHER, temperature=temperature) for f in (distillation_kl, reverse_kl))
    torch.testing.assert_close(at(1e-7) / 1e-7, forward, rtol=1e-4, atol=0)
    torch.testing.assert_close(at(1 - 1e-7) / 1e-7, reverse, rtol=1e-4, atol=0)
    torch.testing.assert_close(at(0.0), forward)
    torch.testing.assert_close(at(1.0), reverse)


def test_at_one_half_it_is_symmetric_and_bounded() -> None:
    torch.testing.assert_close(
        generalised_jensen_shannon(STUDENT, TEACHER), generalised_jensen_shannon(TEACHER, STUDENT)
    )
    far = generalised_jensen_shannon(torch.tensor([[1e4, -1e4]]), torch.tensor([[-1e4, 1e4]]))
    assert far.item() == pytest.approx(math.log(2))


@pytest.mark.parametrize("beta", [-0.1, 1.5, math.nan])
def test_a_beta_that_is_no_share_is_refused(beta: float) -> None:
    with pytest.raises(ValueError, match=r"got beta=.*from 0 to 1"):
        generalised_jensen_shannon(STUDENT, TEACHER, beta=beta)


# Classes that are excluded


@pytest.mark.parametrize("loss", [distillation_kl, generalised_jensen_shannon])
def test_a_class_that_the_teacher_excludes_is_finite(loss: Callable[..., Tensor]) -> None:
    teacher = torch.tensor([[1.0, -torch.inf, 0.0]])
    x = torch.zeros(1, 3, requires_grad=True)
    value = loss(x, teacher)
    (slope,) = torch.autograd.grad(value, x)
    assert bool(value.isfinite())
    assert bool(slope.isfinite().all())
    assert slope[0, 1] > 0


@pytest.mark.parametrize("loss", EVERY)
def test_a_class_that_both_exclude_is_as_if_it_were_not_there(loss: Callable[..., Tensor]) -> None:
    x, y = STUDENT[..., 0], TEACHER[..., 0]
    cut = torch.full((4, 1), -torch.inf, dtype=torch.float64)
    wider = torch.cat((x, cut), 1).requires_grad_()
    found = loss(wider, torch.cat((y, cut), 1))
    torch.testing.assert_close(found, loss(x, y))
    assert bool(torch.autograd.grad(found, wider)[0].isfinite().all())


def test_what_only_the_student_allows_costs_infinitely_in_reverse() -> None:
    assert reverse_kl(torch.zeros(1, 2), torch.tensor([[0.0, -torch.inf]])) == torch.inf


# Wrong input


@pytest.mark.parametrize("loss", EVERY)
def test_probabilities_are_refused(loss: Callable[..., Tensor]) -> None:
    with pytest.raises(ValueError, match=r"teacher_logits whose rows are in .* pass the raw scores"):
        loss(STUDENT, TEACHER.softmax(1))
    with pytest.raises(ValueError, match=r"student_logits whose rows are in .* pass the raw scores"):
        loss(STUDENT.softmax(1), TEACHER)


@pytest.mark.parametrize("loss", EVERY)
@pytest.mark.parametrize("temperature", [0.0, -1.0, math.nan])
def test_a_temperature_that_is_not_positive_is_refused(loss: Callable[..., Tensor], temperature: float) -> None:
    with pytest.raises(ValueError, match=r"got temperature=.*above 0"):
        loss(STUDENT, TEACHER, temperature=temperature)


def test_the_module_predicts_at_temperature_one() -> None:
    criterion = rightloss.DistillationKLLoss(temperature=4.0, class_dim=-1)
    torch.testing.assert_close(criterion.predict(STUDENT), STUDENT.softmax(-1))
    assert torch.equal(criterion.decide(STUDENT), STUDENT.argmax(-1))
