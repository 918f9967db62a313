"""What the binary losses equal, at the limits too, and what they refuse."""

import mpmath
import pytest
import torch

from rightloss.functional import (
    asymmetric_loss,
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    sigmoid_focal_loss,
    zlpr_loss,
)

INF = float("inf")
POINTS = (0.0, 1e-300, 1e-9, 0.3, 1.0, 17.0, 37.0, 120.0, 1e4)
GRID = tuple(sorted({*POINTS, *(-x for x in POINTS)}))


@pytest.mark.parametrize("y", [0.0, 1.0, 0.25])
def test_the_value_on_logits_is_right_to_the_last_digits(y: float) -> None:
    with mpmath.workdps(50):
        softplus = {x: mpmath.log1p(mpmath.exp(x)) for x in GRID}
        wanted = [float(y * softplus[-x] + (1 - y) * softplus[x]) for x in GRID]
    x = torch.tensor(GRID, dtype=torch.float64)
    found = binary_cross_entropy_with_logits(x, torch.full_like(x, y), reduction="none")
    torch.testing.assert_close(found, torch.tensor(wanted, dtype=torch.float64), rtol=4e-16, atol=1e-320)


@pytest.mark.parametrize("y", [0.0, 1.0, 0.25])
def test_the_gradient_on_logits_is_sigmoid_minus_target(y: float) -> None:
    x = torch.tensor(GRID, dtype=torch.float64, requires_grad=True)
    value = binary_cross_entropy_with_logits(x, torch.full_like(x, y), reduction="sum")
    (gradient,) = torch.autograd.grad(value, x)
    torch.testing.assert_close(gradient, (torch.sigmoid(x) - y).detach(), rtol=1e-15, atol=2e-16)


@pytest.mark.parametrize(
    ("x", "y", "value", "slope"),
    [(INF, 1.0, 0.0, 0.0), (INF, 0.0, INF, 1.0), (-INF, 0.0, 0.0, 0.0), (-INF, 1.0, INF, -1.0)],
)
def test_infinite_logits_have_their_limits(x: float, y: float, value: float, slope: float) -> None:
    logit = torch.tensor([x], requires_grad=True)
    loss = binary_cross_entropy_with_logits(logit, torch.tensor([y]))
    (gradient,) = torch.autograd.grad(loss, logit)
    assert (loss.item(), gradient.item()) == (value, slope)


def test_probabilities_give_what_their_logits_give() -> None:
    x = torch.linspace(-12, 12, 49, dtype=torch.float64)
    y = torch.linspace(0, 1, 49, dtype=torch.float64)
    on_logits = binary_cross_entropy_with_logits(x, y, reduction="none")
    torch.testing.assert_close(binary_cross_entropy(torch.sigmoid(x), y, reduction="none"), on_logits)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_logarithms_of_probabilities_are_cut_off_where_torch_cuts_them(dtype: torch.dtype) -> None:
    p = torch.tensor([0.0, 1.0, 0.0, 1.0, 1e-40, 1e-30], dtype=dtype, requires_grad=True)
    y = torch.tensor([1.0, 0.0, 0.0, 1.0, 1.0, 1.0], dtype=dtype)
    found = binary_cross_entropy(p, y, reduction="none")
    torch.testing.assert_close(found, torch.nn.functional.binary_cross_entropy(p, y, reduction="none"))
    (gradient,) = torch.autograd.grad(found.sum(), p)
    assert gradient[:2].tolist() == [0.0, 0.0]
    assert bool(gradient.isfinite().all()) == (dtype == torch.float64)  # -1e40 is beyond float32


def test_pos_weight_scales_the_term_of_yes_alone() -> None:
    x = torch.tensor([[0.3, -1.0], [2.0, 0.5]])
    plain = binary_cross_entropy_with_logits(x, torch.ones(2, 2), reduction="none")
    scaled = binary_cross_entropy_with_logits(
        x, torch.ones(2, 2), reduction="none", pos_weight=torch.tensor([3.0, 5.0])
    )
    torch.testing.assert_close(scaled, plain * torch.tensor([3.0, 5.0]))
    no = torch.zeros(2, 2)
    for weight in (torch.tensor(7.0), torch.tensor([7.0]), torch.tensor([[7.0, 7.0]])):
        torch.testing.assert_close(
            binary_cross_entropy_with_logits(x, no, pos_weight=weight), binary_cross_entropy_with_logits(x, no)
        )


def test_pos_weight_of_images_has_one_factor_per_channel() -> None:
    x, y, w = torch.randn(2, 3, 4, 4), torch.ones(2, 3, 4, 4), torch.tensor([1.0, 2.0, 3.0]).reshape(3, 1, 1)
    peer = torch.nn.functional.binary_cross_entropy_with_logits(x, y, pos_weight=w)
    torch.testing.assert_close(binary_cross_entropy_with_logits(x, y, pos_weight=w), peer)


@pytest.mark.parametrize("function", [binary_cross_entropy, binary_cross_entropy_with_logits])
@pytest.mark.parametrize(
    ("shape", "target", "message"),
    [
        ((4, 1), torch.ones(4), r"got input of shape \(4, 1\) and target of shape \(4,\).*: add input\.squeeze\(-1\)"),
        ((2,), torch.ones(2, dtype=torch.long), r"got target of dtype torch\.int64; .*use target\.float\(\)"),
        ((2,), torch.tensor([1.0, 2.0]), r"got target with the value 2; every element must be in \[0, 1\]"),
        ((2,), torch.tensor([1.0, -1.0]), r"got target with the value -1"),
    ],
)
def test_wrong_targets_are_refused(
    function: object, shape: tuple[int, ...], target: torch.Tensor, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        function(torch.full(shape, 0.5), target)  # type: ignore[operator]


@pytest.mark.parametrize("value", [1.01, -3.0, float("nan")])
def test_logits_given_as_probabilities_are_refused(value: float) -> None:
    with pytest.raises(ValueError, match=rf"got input with the value {value:g}; every element must be in \[0, 1\]"):
        binary_cross_entropy(torch.tensor([0.5, value]), torch.ones(2))


def test_weights_that_do_not_fit_are_refused() -> None:
    x, y = torch.zeros(4, 3), torch.ones(4, 3)
    with pytest.raises(ValueError, match=r"got weight of shape \(4,\) for losses of shape \(4, 3\)"):
        binary_cross_entropy_with_logits(x, y, weight=torch.ones(4))
    with pytest.raises(ValueError, match=r"got pos_weight of shape \(2,\) for losses of shape \(4, 3\)"):
        binary_cross_entropy_with_logits(x, y, pos_weight=torch.ones(2))
    with pytest.raises(ValueError, match=r"such as \(3,\): use weight for the examples"):
        binary_cross_entropy_with_logits(x, y, pos_weight=torch.ones(4, 3))


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 1.0])
def test_label_smoothing_is_that_of_two_classes(smoothing: float) -> None:
    x, y = torch.linspace(-3, 3, 7, dtype=torch.float64), torch.tensor([0, 1, 1, 0, 1, 0, 0])
    both = torch.stack((torch.zeros_like(x), x), 1)
    found = binary_cross_entropy_with_logits(x, y.double(), label_smoothing=smoothing)
    torch.testing.assert_close(found, cross_entropy(both, y, label_smoothing=smoothing))
    smooth = (1 - smoothing) * y + smoothing / 2
    torch.testing.assert_close(found, binary_cross_entropy_with_logits(x, smooth.double()))


def test_more_than_all_of_a_label_cannot_be_spread() -> None:
    with pytest.raises(ValueError, match=r"got label_smoothing=1\.5; it must be between 0 and 1"):
        binary_cross_entropy_with_logits(torch.zeros(2), torch.ones(2), label_smoothing=1.5)


# Asymmetric loss


def test_the_asymmetric_loss_has_its_special_cases() -> None:
    x = torch.linspace(-6, 6, 13, dtype=torch.float64)
    y = torch.tensor([0, 1] * 6 + [1]).double()
    plain = asymmetric_loss(x, y, gamma_negative=0.0, clip=0.0)
    torch.testing.assert_close(plain, binary_cross_entropy_with_logits(x, y))
    focal = asymmetric_loss(x, y, gamma_negative=1.5, gamma_positive=1.5, clip=0.0)
    torch.testing.assert_close(focal, sigmoid_focal_loss(x, y, gamma=1.5))


@pytest.mark.parametrize("logit", [-15.0, -18.0, -20.0, -120.0])
def test_a_positive_of_any_low_logit_has_its_gradient(logit: float) -> None:
    x = torch.tensor([logit], requires_grad=True)
    value = asymmetric_loss(x, torch.ones(1))
    (gradient,) = torch.autograd.grad(value, x)
    assert value.item() == pytest.approx(-logit, rel=1e-6)
    assert gradient.item() == pytest.approx(-1, rel=1e-6)
    # The log of a clamp at 1e-8 loses it from -18.4 on.
    (clamped,) = torch.autograd.grad(-torch.sigmoid(x).clamp_min(1e-8).log().sum(), x)
    assert (abs(clamped.item()) < 1e-7) == (logit < -18.42)


def test_a_negative_below_the_clip_costs_nothing() -> None:
    edge = torch.tensor(0.05, dtype=torch.float64).logit()
    x = torch.stack((edge - 5, edge - 1e-9, edge + 0.1)).requires_grad_()
    values = asymmetric_loss(x, torch.zeros(3, dtype=torch.float64), gamma_negative=1.0, reduction="none")
    (gradient,) = torch.autograd.grad(values.sum(), x)
    assert (values == 0).tolist() == (gradient == 0).tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"gamma_negative": -1.0}, "got gamma_negative=-1.0; it must be 0 or more"),
        ({"gamma_positive": -1.0}, "got gamma_positive=-1.0; it must be 0 or more"),
        ({"clip": 1.0}, "got clip=1.0; it must be at least 0 and below 1"),
    ],
)
def test_powers_and_clips_out_of_range_are_refused(options: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        asymmetric_loss(torch.zeros(2), torch.ones(2), **options)


# ZLPR


def test_zlpr_of_one_label_is_binary_cross_entropy() -> None:
    x, y = torch.linspace(-30, 30, 7, dtype=torch.float64), torch.tensor([0, 1, 1, 0, 1, 0, 0]).double()
    found = zlpr_loss(x.unsqueeze(1), y.unsqueeze(1), reduction="none")
    torch.testing.assert_close(found, binary_cross_entropy_with_logits(x, y, reduction="none"))


def test_zlpr_leaves_out_single_labels() -> None:
    x = torch.tensor([[1.0, -2.0, INF], [0.5, 3.0, float("nan")]], dtype=torch.float64)
    y = torch.tensor([[1.0, 0.0, 1.0], [0.0, 1.0, 7.0]], dtype=torch.float64)
    mask = torch.tensor([[True, True, False]] * 2)
    torch.testing.assert_close(zlpr_loss(x, y, mask=mask), zlpr_loss(x[:, :2], y[:, :2]))
    # A row without a kept label is no example.
    mask[1] = False
    torch.testing.assert_close(zlpr_loss(x, y, mask=mask), zlpr_loss(x[:1, :2], y[:1, :2]))
