"""What the losses over regions equal, what they give on empty, half-precision and saturated masks, and what they refuse."""

import inspect
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from rightloss import functional, kernels

G = torch.Generator().manual_seed(0)
X = 2 * torch.randn(2, 3, 8, 8, generator=G, dtype=torch.float64)
Y = torch.randint(0, 3, (2, 8, 8), generator=G)
T = torch.randint(0, 2, (2, 3, 8, 8), generator=G).double()

OVER_CLASSES = [
    "dice_loss",
    "jaccard_loss",
    "tversky_loss",
    "focal_tversky_loss",
    "generalised_dice_loss",
    "lovasz_softmax_loss",
    "dice_cross_entropy",
]
OVER_QUESTIONS = [
    "binary_dice_loss",
    "binary_jaccard_loss",
    "binary_tversky_loss",
    "binary_focal_tversky_loss",
    "lovasz_hinge_loss",
    "binary_dice_cross_entropy",
]


def function(name: str) -> Callable[..., Tensor]:
    return getattr(functional, name)  # type: ignore[no-any-return]


def graded(name: str, x: Tensor, target: Tensor, **options: Any) -> tuple[Tensor, Tensor]:
    """The loss, and its gradient."""
    x = x.clone().requires_grad_()
    value = function(name)(x, target, **options)
    (gradient,) = torch.autograd.grad(value, x)
    return value.detach(), gradient


# Relations


@pytest.mark.parametrize(("form", "target"), [("", Y), ("binary_", T)])
def test_dice_and_jaccard_are_special_tversky_losses(form: str, target: Tensor) -> None:
    tversky = function(f"{form}tversky_loss")
    same = torch.testing.assert_close
    same(tversky(X, target, smooth=0.5), function(f"{form}dice_loss")(X, target, smooth=1.0))
    same(tversky(X, target, alpha=1.0, beta=1.0), function(f"{form}jaccard_loss")(X, target))
    focal = function(f"{form}focal_tversky_loss")
    same(focal(X, target, gamma=1.0), tversky(X, target, alpha=0.3, beta=0.7))


def test_jaccard_and_dice_of_one_region_give_each_other() -> None:
    dice = functional.binary_dice_loss(X[:, :1], T[:, :1], smooth=2.0, reduction="none")
    jaccard = functional.binary_jaccard_loss(X[:, :1], T[:, :1], smooth=1.0, reduction="none")
    torch.testing.assert_close(jaccard, 2 * dice / (1 + dice))


def test_certain_answers_cost_one_minus_the_coefficients_of_sets() -> None:
    predicted = torch.tensor([1.0, 1.0, 1.0, 0.0, 0.0, 0.0]).reshape(1, 1, 6)
    true = torch.tensor([0.0, 1.0, 1.0, 1.0, 1.0, 0.0]).reshape(1, 1, 6)
    x = (2 * predicted - 1) * 50
    options = {"smooth": 1e-7}
    assert functional.binary_dice_loss(x, true, **options).item() == pytest.approx(1 - 2 * 2 / (3 + 4))
    assert functional.binary_jaccard_loss(x, true, **options).item() == pytest.approx(1 - 2 / 5)
    assert functional.binary_tversky_loss(x, true, alpha=0.2, beta=0.6, **options).item() == pytest.approx(
        1 - 2 / (2 + 0.2 * 1 + 0.6 * 2)
    )
    # The hinge error of an answer of 2 that is wrong is 3, and the Jaccard loss of the wrong set is 3/5.
    assert functional.lovasz_hinge_loss(x / 25, true).item() == pytest.approx(3 * 3 / 5)


@pytest.mark.parametrize("name", ["binary_tversky_loss", "tversky_loss"])
def test_alpha_weighs_false_positives_and_beta_false_negatives(name: str) -> None:
    """Alpha 0.9, beta 0.1 on false positives only: one hit and one false alarm give 0.9 / 1.9 = 0.4737."""
    binary = name.startswith("binary")
    x = torch.tensor([[[60.0, 60.0, -60.0, -60.0]]])
    true: Tensor = torch.tensor([[[1.0, 0.0, 0.0, 0.0]]])
    weight = None
    if not binary:
        x, true = torch.cat((-x, x), 1), true.squeeze(1).long()
        weight = torch.tensor([0.0, 1.0])
    options = {"smooth": 1e-9, "weight": weight}
    assert function(name)(x, true, alpha=0.9, beta=0.1, **options).item() == pytest.approx(0.4737, abs=5e-5)
    assert function(name)(x, true, alpha=0.1, beta=0.9, **options).item() == pytest.approx(0.1 / 1.1, abs=5e-5)


def test_generalised_dice_of_equal_classes_is_dice_of_the_sums() -> None:
    y = torch.arange(12).remainder(3).reshape(1, 12)
    x = X.flatten(2)[:1, :, :12]
    p, t = x.softmax(1), torch.nn.functional.one_hot(y, 3).movedim(-1, 1)
    wanted = 1 - 2 * (p * t).sum() / (p + t).sum()
    torch.testing.assert_close(functional.generalised_dice_loss(x, y), wanted)


def test_an_absent_class_weighs_as_one_position_in_generalised_dice() -> None:
    y = torch.zeros(1, 4, dtype=torch.long)
    value, gradient = graded("generalised_dice_loss", torch.zeros(1, 2, 4), y)
    shares = (1 / 16, 1.0)
    hits, misses = shares[0] * 2, shares[0] * 2 + shares[1] * 2
    assert value.item() == pytest.approx(misses / (2 * hits + misses))
    assert bool((gradient[:, 1] > 0).all())


# Images and batches


@pytest.mark.parametrize("name", [*OVER_CLASSES, *OVER_QUESTIONS])
def test_a_batch_as_one_image_is_one_long_image(name: str) -> None:
    target = T if name in OVER_QUESTIONS else Y
    long = X.movedim(0, 1).flatten(1).unsqueeze(0)
    target_long = T.movedim(0, 1).flatten(1).unsqueeze(0) if name in OVER_QUESTIONS else Y.flatten().unsqueeze(0)
    pooled = function(name)(X, target, per_image=False, reduction="none")
    assert pooled.shape == (1,)
    torch.testing.assert_close(pooled, function(name)(long, target_long, reduction="none"))
    each = function(name)(X, target, reduction="none")
    assert each.shape == (2,)
    assert not torch.isclose(each.mean(), pooled.mean(), rtol=1e-6)
    nothing = torch.zeros(target.shape, dtype=torch.bool)
    assert function(name)(X, target, per_image=False, mask=nothing) == 0


@pytest.mark.parametrize("name", [*OVER_CLASSES, *OVER_QUESTIONS])
def test_positions_that_are_left_out_are_in_no_sum(name: str) -> None:
    target = T if name in OVER_QUESTIONS else Y
    mask = torch.ones_like(target, dtype=torch.bool)
    mask[..., 5:] = False
    found = function(name)(X, target, mask=mask)
    torch.testing.assert_close(found, function(name)(X[..., :5], target[..., :5]))
    if name in OVER_CLASSES:
        torch.testing.assert_close(function(name)(X, torch.where(mask, target, -100)), found)


def test_a_channel_that_is_left_out_of_an_image_does_not_count_in_its_mean() -> None:
    mask = torch.ones_like(T, dtype=torch.bool)
    mask[:, 2] = False
    for name in ("binary_dice_loss", "lovasz_hinge_loss"):
        torch.testing.assert_close(function(name)(X, T, mask=mask), function(name)(X[:, :2], T[:, :2]))


# Empty masks


@pytest.mark.parametrize("side", [16, 512])
def test_what_an_empty_mask_costs(side: int) -> None:
    """A region that is not there: the formula's cost and slope, and those of the other two choices."""
    none = torch.zeros(1, 1, side, side)
    places = side * side
    everywhere, nowhere = torch.full_like(none, 3.0), torch.full_like(none, -20.0)
    p = torch.sigmoid(torch.tensor(3.0)).item()
    value, slope = graded("binary_dice_loss", everywhere, none)
    assert value.item() == pytest.approx(p * places / (p * places + 1), rel=1e-6)
    assert slope.mean().item() == pytest.approx(p * (1 - p) / (p * places + 1) ** 2, rel=1e-3)
    value, slope = graded("binary_dice_loss", everywhere, none, empty="mean")
    assert value.item() == pytest.approx(p, rel=1e-6)
    assert slope.mean().item() == pytest.approx(p * (1 - p) / places, rel=1e-3)
    value, slope = graded("binary_dice_loss", everywhere, none, empty="skip")
    assert (value.item(), slope.abs().max().item()) == (0.0, 0.0)
    # Predicted empty, it costs next to nothing, and smooth makes that so however large the image is.
    assert graded("binary_dice_loss", nowhere, none)[0].item() < 1e-3
    assert graded("binary_dice_loss", nowhere, none, empty="mean")[0].item() < 1e-8


@pytest.mark.parametrize("name", [n for n in (*OVER_CLASSES, *OVER_QUESTIONS) if "lovasz" not in n])
def test_a_false_alarm_on_an_empty_mask_costs_and_is_pushed_down(name: str) -> None:
    x = torch.full((1, 1, 16, 16), 2.0)
    if name in OVER_CLASSES:
        x, target = torch.cat((-x, x), 1), torch.zeros(1, 16, 16, dtype=torch.long)
    else:
        target = torch.zeros_like(x)
    value, slope = graded(name, x, target)
    assert value > 0.5
    assert bool((slope[:, -1] > 1e-9).all())


def test_an_unknown_choice_for_empty_regions_is_refused() -> None:
    with pytest.raises(ValueError, match=r'got empty=\'none\'; it must be "ratio", "mean" or "skip"'):
        functional.dice_loss(X, Y, empty="none")
    with pytest.raises(ValueError, match=r'got empty=\'mean\'; it must be "skip" or "count"'):
        functional.lovasz_softmax_loss(X, Y, empty="mean")


def test_a_batch_of_no_images_costs_nothing() -> None:
    for way in ("ratio", "mean", "skip"):
        assert functional.binary_dice_loss(X[:0], T[:0], empty=way) == 0
        assert functional.dice_loss(X[:0], Y[:0], empty=way) == 0


def test_an_image_without_a_region_keeps_its_cross_entropy() -> None:
    none = T.clone()
    none[0] = 0
    found = functional.binary_dice_cross_entropy(X, none, empty="skip")
    cost = torch.nn.functional.binary_cross_entropy_with_logits(X, none)
    torch.testing.assert_close(found, cost + functional.binary_dice_loss(X, none, empty="skip") / 2)


# Precision and saturation


@pytest.mark.parametrize("name", [*OVER_CLASSES, *OVER_QUESTIONS])
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_large_masks_in_half_precision(name: str, dtype: torch.dtype) -> None:
    """512 x 512 in half precision: sums of a quarter of a million are beyond float16."""
    generator = torch.Generator().manual_seed(1)
    x = torch.randn(1, 2, 512, 512, generator=generator).to(dtype)
    y = torch.randint(0, 2, (1, 512, 512), generator=generator)
    target = torch.nn.functional.one_hot(y, 2).movedim(-1, 1).to(dtype) if name in OVER_QUESTIONS else y
    value, slope = graded(name, x, target)
    wanted = function(name)(x.double(), target if name in OVER_CLASSES else target.double())
    assert value.dtype == torch.float32
    assert value.item() == pytest.approx(wanted.item(), rel=1e-4)
    assert bool(slope.isfinite().all())
    if dtype == torch.bfloat16:  # 1e-7 is below the smallest float16
        assert bool(slope.any())


@pytest.mark.parametrize("name", [*OVER_CLASSES, *OVER_QUESTIONS])
@pytest.mark.parametrize("size", [120.0, 1e4])
def test_saturated_masks_are_finite(name: str, size: float) -> None:
    x = torch.where(X > 0, size, -size).float()
    value, slope = graded(name, x, T.float() if name in OVER_QUESTIONS else Y)
    assert bool(value.isfinite())
    assert bool(slope.isfinite().all())


@pytest.mark.parametrize("name", ["dice_cross_entropy", "binary_dice_cross_entropy", "lovasz_hinge_loss"])
def test_a_saturated_mistake_is_still_corrected(name: str) -> None:
    """The slope of an overlap of probabilities is e^-120 there; cross-entropy and the hinge keep theirs."""
    x = torch.full((1, 1, 4, 4), 120.0)
    if name == "dice_cross_entropy":
        x, target = torch.cat((-x, x), 1), torch.zeros(1, 4, 4, dtype=torch.long)
    else:
        target = torch.zeros_like(x)
    _, slope = graded(name, x, target)
    assert slope[:, -1].sum().item() > 0.5


def test_a_perfect_mask_under_a_root_has_no_nan() -> None:
    value, slope = graded("binary_focal_tversky_loss", (2 * T - 1).float() * 200, T.float())
    assert (value.item(), slope.abs().max().item()) == (0.0, 0.0)


# Slopes that are made on the way forward

WAYS: list[dict[str, Any]] = [{}, {"empty": "mean"}, {"empty": "skip"}, {"weight": torch.tensor([0.0, 1.0, 3.0])}]


@pytest.mark.parametrize("name", [*OVER_CLASSES, *OVER_QUESTIONS])
@pytest.mark.parametrize("per_image", [True, False])
@pytest.mark.parametrize("masked", [False, True])
def test_they_are_those_of_the_mathematics(name: str, per_image: bool, masked: bool) -> None:
    target = T if name in OVER_QUESTIONS else Y
    mask = torch.rand(target.shape, generator=torch.Generator().manual_seed(1)) < 0.6 if masked else None
    parameters = inspect.signature(function(name)).parameters
    for way in WAYS:
        if way.keys() <= parameters.keys() and not ("lovasz" in name and way.get("empty") == "mean"):
            options = {**way, "per_image": per_image, "mask": mask}
            with kernels.use("chunks"):
                found = graded(name, X, target, **options)
            with kernels.use("mathematics"):
                torch.testing.assert_close(found, graded(name, X, target, **options))


@pytest.mark.parametrize("name", [*OVER_CLASSES, *OVER_QUESTIONS])
def test_of_large_images_too(name: str) -> None:
    """256 x 256: one does not fit into a chunk, and errors are sorted digit by digit."""
    generator = torch.Generator().manual_seed(1)
    x = torch.randn(2, 3, 256, 256, generator=generator)
    y = torch.randint(0, 3, (2, 256, 256), generator=generator)
    target = torch.nn.functional.one_hot(y, 3).movedim(-1, 1) if name in OVER_QUESTIONS else y
    found = graded(name, x, target.float() if name in OVER_QUESTIONS else y)
    with kernels.use("mathematics"):
        wanted = graded(name, x.double(), target.double() if name in OVER_QUESTIONS else y)
    torch.testing.assert_close(found, wanted, check_dtype=False, rtol=1e-3, atol=1e-9)


@pytest.mark.parametrize("size", [60.0, 300.0])
def test_a_probability_that_is_rounded_to_0_keeps_its_cost(size: float) -> None:
    x = torch.zeros(2, 3, 4)
    x[:, 1] = -size
    y = torch.ones(2, 4, dtype=torch.long)
    with kernels.use("chunks"):
        found = graded("dice_cross_entropy", x, y)
    with kernels.use("mathematics"):
        torch.testing.assert_close(found, graded("dice_cross_entropy", x, y))


# What is refused


@pytest.mark.parametrize("name", OVER_CLASSES)
def test_a_softmax_over_one_channel_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"got 1 channel of scores; a softmax over it is always 1: .* binary form"):
        function(name)(X[:, :1], torch.zeros(2, 8, 8, dtype=torch.long))


@pytest.mark.parametrize("name", OVER_QUESTIONS)
def test_masks_of_another_shape_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"got logits of shape \(2, 3, 8, 8\) and target of shape \(2, 8, 8\)"):
        function(name)(X, Y.double())
    with pytest.raises(ValueError, match=r"got logits of shape \(5,\); it must be \(N, C, d1..dK\), with C = 1"):
        function(name)(torch.zeros(5), torch.zeros(5))


@pytest.mark.parametrize("name", [n for n in (*OVER_CLASSES, *OVER_QUESTIONS) if "lovasz" not in n and "gen" not in n])
def test_a_smooth_of_zero_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"got smooth=0; it must be above 0, or an empty region divides by 0"):
        function(name)(X, T if name in OVER_QUESTIONS else Y, smooth=0)


def test_factors_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match=r"got alpha=-1; it must be 0 or more"):
        functional.tversky_loss(X, Y, alpha=-1)
    with pytest.raises(ValueError, match=r"got gamma=0; it must be above 0"):
        functional.focal_tversky_loss(X, Y, gamma=0)
    with pytest.raises(ValueError, match=r"got weight of shape \(2,\); it must be one per class, shape \(3,\)"):
        functional.dice_loss(X, Y, weight=torch.ones(2))
    with pytest.raises(ValueError, match=r"got target with the value 0\.5; the Lovász hinge takes 0 and 1 only"):
        functional.lovasz_hinge_loss(X, torch.full_like(T, 0.5))
