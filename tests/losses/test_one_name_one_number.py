"""One name, one number: losses that libraries compute in several ways, held to their definitions.

Each test writes the definition out, in float64, and the other conventions beside it, to show that they differ on the
same batch. Where a number is written out, the batch is that of the comparison of libraries which found them to differ.
"""

import math

import pytest
import torch
from torch import Tensor
from torch.nn.functional import logsigmoid, one_hot

from rightloss import functional


def published_batch() -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(6, 4, generator=generator)
    return logits.double(), torch.randint(0, 4, (6,), generator=generator)


X, Y = published_batch()
HOT = one_hot(Y, 4).double()
SMOOTH = 0.9 * HOT + 0.1 / 4


def value(loss: Tensor) -> float:
    return round(loss.item(), 4)


def slope(function: object, logit: float, target: float, **options: float) -> tuple[float, float]:
    """Value and gradient of a loss of one logit, in float32."""
    x = torch.tensor([logit], requires_grad=True)
    loss = function(x, torch.tensor([target]), **options)  # type: ignore[operator]
    (gradient,) = torch.autograd.grad(loss, x)
    return loss.item(), gradient.item()


def binary_focal(x: Tensor, y: Tensor) -> Tensor:
    """The definition with gamma 2 for targets 0 and 1."""
    p = torch.sigmoid((2 * y - 1) * x)
    return -((1 - p) ** 2) * p.log()


# Focal losses


def test_softmax_focal() -> None:
    p = X.softmax(1)[torch.arange(6), Y]
    assert value((-((1 - p) ** 2) * p.log()).mean()) == 1.4056
    assert value(functional.focal_loss(X, Y)) == 1.4056
    others = {
        "divided by the classes too, or with a flat alpha of 0.25": functional.focal_loss(X, Y) / 4,
        "one against the rest": binary_focal(X, HOT).mean(),
        "one against the rest, on log-probabilities": binary_focal(X.log_softmax(1), HOT).mean(),
    }
    assert [value(other) for other in others.values()] == [0.3514, 0.4000, 0.4119]


def test_softmax_focal_weighs_classes_by_a_vector_only() -> None:
    """A scalar alpha over classes gives class 0 the weight 1 - alpha and all others alpha, which nobody means."""
    weight = torch.tensor([0.75, 0.25, 0.25, 0.25], dtype=torch.float64)
    found = functional.focal_loss(X, Y, weight=weight, reduction="none")
    torch.testing.assert_close(found, weight[Y] * functional.focal_loss(X, Y, reduction="none"))
    with pytest.raises(TypeError, match="alpha"):
        functional.focal_loss(X, Y, alpha=0.25)


def test_softmax_focal_with_half_of_the_pixels_left_out() -> None:
    """Gamma 0 is cross-entropy; dividing by what is left out and by the classes as well is 6 times less (C = 3)."""
    x = torch.randn(2, 3, 4, 4, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    y = torch.randint(0, 3, (2, 4, 4), generator=torch.Generator().manual_seed(2))
    y[:, :2] = -100
    wanted = functional.cross_entropy(x, y)
    torch.testing.assert_close(functional.focal_loss(x, y, gamma=0.0), wanted)
    elsewhere = functional.focal_loss(x, y, gamma=0.0, reduction="sum") / x.numel()
    assert (wanted / elsewhere).item() == pytest.approx(6)


def test_sigmoid_focal_has_no_alpha_unless_asked() -> None:
    assert value(binary_focal(X, HOT).mean()) == 0.4000
    assert value(functional.sigmoid_focal_loss(X, HOT)) == 0.4000
    assert value(functional.sigmoid_focal_loss(X, HOT, alpha=0.25)) == 0.2452


def test_sigmoid_focal_of_soft_targets() -> None:
    """1 - p_t is p (1 - y) + (1 - p) y, the probability of a wrong answer; three other readings differ."""
    p = torch.sigmoid(X)
    cost = -(SMOOTH * p.log() + (1 - SMOOTH) * (1 - p).log())
    definition = (p * (1 - SMOOTH) + (1 - p) * SMOOTH) ** 2 * cost
    assert value(definition.mean()) == 0.3729
    assert value(functional.sigmoid_focal_loss(X, SMOOTH)) == 0.3729
    others = {
        "the target stretched to -1 .. 1": torch.exp(2 * logsigmoid(-X * (2 * SMOOTH - 1))) * cost,
        "p_t read off the loss": (1 - torch.exp(-cost)) ** 2 * cost,
        "each side with its own power": -(SMOOTH * (1 - p) ** 2 * p.log() + (1 - SMOOTH) * p**2 * (1 - p).log()),
    }
    assert [value(other.mean()) for other in others.values()] == [0.3786, 0.3839, 0.3949]


@pytest.mark.parametrize("logit", [-120.0, -20.0, 20.0, 120.0])
@pytest.mark.parametrize("target", [0.0, 1.0])
@pytest.mark.parametrize("gamma", [0.5, 2.0])
def test_sigmoid_focal_at_any_logit(logit: float, target: float, gamma: float) -> None:
    """(1 - p)^gamma of a rounded p has a NaN gradient at gamma 0.5 and an easy logit of -20."""
    found, gradient = slope(functional.sigmoid_focal_loss, logit, target, gamma=gamma)
    z = logit if target == 1 else -logit  # high where the answer is right
    miss = 1 / (1 + math.exp(z))
    cost = math.log1p(math.exp(-z)) if z > -700 else -z
    assert found == pytest.approx(miss**gamma * cost, rel=1e-5, abs=1e-38)
    assert math.isfinite(gradient)
    assert z > 0 or abs(gradient) == pytest.approx(1, rel=1e-4)


def test_an_easy_logit_with_gamma_half() -> None:
    found, gradient = slope(functional.sigmoid_focal_loss, -20.0, 0.0, gamma=0.5)
    assert found == pytest.approx(math.exp(-30), rel=1e-4)  # about 9.4e-14
    assert gradient == pytest.approx(1.5 * math.exp(-30), rel=1e-4)
    p = torch.sigmoid(torch.tensor([-20.0], requires_grad=True))
    naive = (1 - (1 - p)) ** 0.5 * -(1 - p).log()
    assert bool(torch.autograd.grad(naive, p)[0].isnan())


@pytest.mark.parametrize("logit", [20.0, 50.0, 100.0])
def test_a_wrong_logit_costs_what_it_is(logit: float) -> None:
    """With probabilities clamped at 1e-7 it costs 15.942 at 20, 50 and 100 alike, without a gradient."""
    found, gradient = slope(functional.sigmoid_focal_loss, logit, 0.0)
    assert found == pytest.approx(logit, rel=1e-6)
    assert gradient == pytest.approx(1, rel=1e-6)


@pytest.mark.parametrize("size", [120.0, -120.0])
def test_focal_losses_at_120_pull_with_full_force_on_a_mistake(size: float) -> None:
    x = torch.tensor([[size, 0.0, 0.0]], requires_grad=True)
    wrong = torch.tensor([1 if size > 0 else 0])
    (gradient,) = torch.autograd.grad(functional.focal_loss(x, wrong), x)
    assert gradient.abs().sum().item() == pytest.approx(2, rel=1e-6)


@pytest.mark.parametrize(("logit", "clamped"), [(-18.0, -1.0), (-20.0, -3.8e-8)])
def test_asymmetric_loss_of_a_positive_far_down(logit: float, clamped: float) -> None:
    assert slope(functional.asymmetric_loss, logit, 1.0)[1] == pytest.approx(-1, rel=1e-6)

    def with_a_clamp(x: Tensor, y: Tensor) -> Tensor:
        p = torch.sigmoid(x)
        loss = -y * p.clamp_min(1e-8).log()
        return (loss * (1 - p * y) ** 1.0).sum()

    assert slope(with_a_clamp, logit, 1.0)[1] == pytest.approx(clamped, rel=0.05)


# Overlaps


def published_images() -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(2, 3, 8, 8, generator=generator)
    return logits.double(), torch.randint(0, 3, (2, 8, 8), generator=generator)


IMAGES, CLASSES = published_images()
REGIONS = one_hot(CLASSES, 3).movedim(-1, 1).double()


def dice(p: Tensor, t: Tensor, over: tuple[int, ...], smooth: float = 0.0) -> float:
    shared, total = (p * t).sum(over), p.sum(over) + t.sum(over)
    return (1 - (2 * shared + smooth) / (total + smooth)).mean().item()


PER_IMAGE, PER_BATCH = (2, 3), (0, 2, 3)
P = IMAGES.softmax(1)
DICE = {  # what -> our options, the definition, the published number
    "per image": ({"smooth": 1e-9}, dice(P, REGIONS, PER_IMAGE), 0.67535),
    "per batch": ({"smooth": 1e-9, "per_image": False}, dice(P, REGIONS, PER_BATCH), 0.67547),
    "1 added to the shared part and to half of the sum": ({"smooth": 2.0}, dice(P, REGIONS, PER_IMAGE, 2.0), 0.64497),
    "squares below": (
        {"smooth": 1e-9, "squared": True},
        (1 - 2 * (P * REGIONS).sum((2, 3)) / (P.square() + REGIONS.square()).sum((2, 3))).mean().item(),
        0.55891,
    ),
}


@pytest.mark.parametrize("what", DICE)
def test_dice_on_one_batch(what: str) -> None:
    options, definition, published = DICE[what]
    assert round(definition, 5) == published
    assert functional.dice_loss(IMAGES, CLASSES, **options).item() == pytest.approx(definition)


def test_dice_in_other_ways() -> None:
    """All classes in one sum, and no activation at all: what ours never gives."""
    assert round(dice(P, REGIONS, (1, 2, 3)), 5) == 0.67465
    assert round(dice(IMAGES, REGIONS, PER_IMAGE), 5) == 0.94407


@pytest.mark.parametrize("loss", [functional.binary_dice_loss, functional.binary_jaccard_loss])
def test_an_empty_mask_that_is_predicted_full_costs_1_and_is_pushed_down(loss: object) -> None:
    """Elsewhere it costs 0 without a gradient, even with smooth 1, or 1 with a gradient of 1e-9."""
    x = torch.full((1, 1, 8, 8), 4.0, requires_grad=True)
    for options, least in (({}, 1e-6), ({"empty": "mean"}, 1e-4)):
        cost = loss(x, torch.zeros(1, 1, 8, 8), **options)  # type: ignore[operator]
        (gradient,) = torch.autograd.grad(cost, x)
        assert cost.item() == pytest.approx(1, abs=0.02)
        assert gradient.min().item() > least


def test_an_empty_mask_that_is_predicted_empty_costs_next_to_nothing() -> None:
    """With a smooth of 1e-5 instead of 1 a correct answer that is not quite 0 costs 0.99998."""
    x = torch.full((1, 1, 64, 64), -18.0)
    assert functional.binary_dice_loss(x, torch.zeros_like(x)).item() < 1e-4
    assert functional.binary_dice_loss(x, torch.zeros_like(x), smooth=1e-9).item() > 0.99


def test_dice_of_half_precision_images() -> None:
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(1, 1, 512, 512, generator=generator).half()
    t = (torch.rand(1, 1, 512, 512, generator=generator) < 0.5).half()
    assert bool(x.sigmoid().sum().isinf())  # the sums that make NaN where they are taken in half precision
    p, true = x.double().sigmoid(), t.double()
    found = functional.binary_dice_loss(x, t)
    assert found.dtype == torch.float32
    assert found.item() == pytest.approx(dice(p, true, (2, 3), 1.0), rel=1e-6)


def test_tversky_with_false_positives_only() -> None:
    """Alpha 0.9 on one hit and one false alarm: 0.9 / 1.9; swapped, 0.1 / 1.1."""
    x, t = torch.tensor([[[99.0, 99.0]]]), torch.tensor([[[1.0, 0.0]]])
    loss = functional.binary_tversky_loss
    assert value(loss(x, t, alpha=0.9, beta=0.1, smooth=1e-9)) == 0.4737
    assert value(loss(x, t, alpha=0.1, beta=0.9, smooth=1e-9)) == 0.0909


def test_lovasz_hinge_of_a_batch_of_two() -> None:
    """Per image, or the batch as one image: two numbers."""
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(2, 1, 8, 8, generator=generator).double()
    t = (torch.rand(2, 1, 8, 8, generator=generator) > 0.6).double()
    assert value(functional.lovasz_hinge_loss(x, t)) == 1.6409
    assert value(functional.lovasz_hinge_loss(x, t, per_image=False)) == 1.6356
    alone = torch.stack([functional.lovasz_hinge_loss(x[i : i + 1], t[i : i + 1]) for i in range(2)])
    together = functional.lovasz_hinge_loss(x.reshape(1, 1, 16, 8), t.reshape(1, 1, 16, 8))
    torch.testing.assert_close(functional.lovasz_hinge_loss(x, t), alone.mean())
    torch.testing.assert_close(functional.lovasz_hinge_loss(x, t, per_image=False), together)


# Smoothing and weights

WEIGHT = torch.tensor([1.0, 2.0, 3.0, 4.0], dtype=torch.float64)


def test_label_smoothing_over_classes() -> None:
    wanted = -(SMOOTH * X.log_softmax(1)).sum(1).mean()
    torch.testing.assert_close(functional.cross_entropy(X, Y, label_smoothing=0.1), wanted)
    torch.testing.assert_close(functional.cross_entropy(X, SMOOTH), wanted)


def test_label_smoothing_of_yes_and_no() -> None:
    """Ours leaves 0.95 of a yes, as two classes do; 0.9 is twice the smoothing, and 1 is none."""
    x, y = X.flatten(), HOT.flatten()

    def bce(target: Tensor) -> float:
        return -(target * logsigmoid(x) + (1 - target) * logsigmoid(-x)).mean().item()

    found = functional.binary_cross_entropy_with_logits(x, y, label_smoothing=0.1).item()
    assert found == pytest.approx(bce(0.9 * y + 0.05))
    two = functional.cross_entropy(torch.stack((torch.zeros_like(x), x), 1), y.long(), label_smoothing=0.1).item()
    assert found == pytest.approx(two)
    others = (bce(0.9 * y + 0.1 * (1 - y)), bce(y))
    assert min(abs(found - other) for other in others) > 1e-3


def test_class_weights_of_indices_divide_by_the_weights_and_of_probabilities_by_the_targets() -> None:
    """As torch.nn has it, which a drop-in keeps; `denominator` makes them one number."""
    total = (WEIGHT[Y] * -X.log_softmax(1)[torch.arange(6), Y]).sum()
    by_index = functional.cross_entropy(X, Y, weight=WEIGHT)
    by_share = functional.cross_entropy(X, HOT, weight=WEIGHT)
    torch.testing.assert_close(by_index, total / WEIGHT[Y].sum())
    torch.testing.assert_close(by_share, total / 6)
    assert abs(by_index - by_share) > 1
    torch.testing.assert_close(functional.cross_entropy(X, Y, weight=WEIGHT, denominator=6), by_share)


def test_class_weights_with_label_smoothing() -> None:
    terms = (SMOOTH * WEIGHT * -X.log_softmax(1)).sum()
    by_index = functional.cross_entropy(X, Y, weight=WEIGHT, label_smoothing=0.1)
    by_share = functional.cross_entropy(X, SMOOTH, weight=WEIGHT)
    torch.testing.assert_close(by_index, terms / WEIGHT[Y].sum())
    torch.testing.assert_close(by_share, terms / 6)
    assert abs(by_index - by_share) > 1
    torch.testing.assert_close(
        functional.cross_entropy(X, Y, weight=WEIGHT, label_smoothing=0.1, denominator=6), by_share
    )
