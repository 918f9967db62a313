"""What the losses for numbers equal, at the limits too, and what they refuse."""

import math

import mpmath
import pytest
import torch

from rightloss import HLGaussLoss
from rightloss.functional import (
    charbonnier_loss,
    expectile_loss,
    gaussian_crps,
    general_robust_loss,
    hl_gauss_loss,
    huber_loss,
    l1_loss,
    log_cosh_loss,
    mse_loss,
    pinball_loss,
    quantile_crps,
    smooth_l1_loss,
)

BOTH = pytest.mark.parametrize("function", [l1_loss, mse_loss])
INF = float("inf")


@pytest.mark.parametrize(
    ("function", "value", "slopes"),
    [(l1_loss, [2.0, 0.0, 3.0], [-1.0, 0.0, 1.0]), (mse_loss, [4.0, 0.0, 9.0], [-4.0, 0.0, 6.0])],
)
def test_by_hand(function: object, value: list[float], slopes: list[float]) -> None:
    x = torch.tensor([-1.0, 2.0, 5.0], requires_grad=True)
    found = function(x, torch.tensor([1.0, 2.0, 2.0]), reduction="none")  # type: ignore[operator]
    (gradient,) = torch.autograd.grad(found.sum(), x)
    assert found.tolist() == value
    assert gradient.tolist() == slopes


@pytest.mark.parametrize(("function", "statistic"), [(l1_loss, torch.median), (mse_loss, torch.mean)])
def test_the_best_constant_is_the_statistic_that_it_elicits(function: object, statistic: object) -> None:
    y = torch.tensor([1.0, 2.0, 3.0, 4.0, 100.0])
    grid = torch.linspace(0, 100, 1001)
    costs = [function(torch.full_like(y, c), y).item() for c in grid]  # type: ignore[operator]
    best = grid[min(range(len(costs)), key=costs.__getitem__)]
    assert best.item() == pytest.approx(statistic(y).item(), abs=1e-4)  # type: ignore[operator]


@BOTH
@pytest.mark.parametrize("x", [INF, -INF, 1e200])
def test_infinite_errors_are_those_of_torch(function: object, x: float) -> None:
    a = torch.tensor([x, 0.0], dtype=torch.float64)
    peer = getattr(torch.nn.functional, function.__name__)  # type: ignore[attr-defined]
    y = torch.zeros(2, dtype=torch.float64)
    assert function(a, y).item() == peer(a, y).item()  # type: ignore[operator]


@BOTH
@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (torch.zeros(4, 1), torch.zeros(4), r"input of shape \(4, 1\) and target of shape \(4,\).*add input\.squeeze"),
        (torch.zeros(4), torch.zeros(3), r"broadcasting is refused"),
        (torch.zeros(4), torch.zeros(4, dtype=torch.long), r"got target of dtype torch\.int64"),
    ],
)
def test_wrong_input_is_refused(function: object, x: torch.Tensor, y: torch.Tensor, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        function(x, y)  # type: ignore[operator]


@BOTH
def test_a_weight_has_the_shape_of_the_input(function: object) -> None:
    with pytest.raises(ValueError, match=r"got weight of shape \(3,\) for losses of shape \(2, 3\)"):
        function(torch.ones(2, 3), torch.ones(2, 3), weight=torch.ones(3))  # type: ignore[operator]


# Huber, smooth L1 and their kin


def test_delta_of_huber_is_not_beta_of_smooth_l1() -> None:
    x, y = torch.tensor([3.0]), torch.tensor([0.0])
    assert huber_loss(x, y, delta=2.0).item() == 4.0
    assert smooth_l1_loss(x, y, beta=2.0).item() == 2.0


def test_the_weight_of_huber_scales_and_leaves_the_denominator_as_in_torch() -> None:
    x, y, weight = torch.tensor([0.5, 3.0]), torch.zeros(2), torch.tensor([1.0, 3.0])
    for reduction in ("mean", "sum", "none"):
        wanted = torch.nn.functional.huber_loss(x, y, reduction=reduction, weight=weight)
        torch.testing.assert_close(huber_loss(x, y, reduction=reduction, weight=weight), wanted)
    mask = torch.tensor([True, False])
    assert huber_loss(x, y, weight=torch.tensor([1.0, torch.nan]), mask=mask).item() == 0.125


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda x: huber_loss(x, x, delta=0.0), r"got delta=0\.0; it must be a number above 0"),
        (lambda x: huber_loss(x, x, delta=1j), r"got delta=1j"),
        (lambda x: smooth_l1_loss(x, x, beta=-1.0), r"got beta=-1\.0; it must be a number, 0 or more"),
        (lambda x: charbonnier_loss(x, x, eps=0.0), r"got eps=0\.0"),
        (lambda x: general_robust_loss(x, x, scale=0.0), r"got scale=0\.0"),
        (lambda x: general_robust_loss(x, x, alpha=INF), r"got alpha=inf; it must be a number, or minus infinity"),
        (lambda x: general_robust_loss(x, x, alpha=float("nan")), r"got alpha=nan"),
        (lambda x: quantile_crps(x, x, levels=(0.5, 1.0)), r"got levels=\(0\.5, 1\.0\); each must be between 0 and 1"),
        (lambda x: quantile_crps(x, x, levels=()), r"got levels=\(\)"),
        (lambda x: hl_gauss_loss(x, x[0], low=1.0, high=1.0), "low must be below high"),
        (lambda x: hl_gauss_loss(x, x, low=0.0, high=1.0), r"the bins are the last dimension"),
        (lambda x: hl_gauss_loss(x, x[:, 0], low=0.0, high=1.0, spread=0.0), r"got spread=0\.0"),
        (lambda x: hl_gauss_loss(x, x[:, 0] + 2, low=0.0, high=1.0), r"value 2; it must be from low=0 to high=1"),
    ],
)
def test_options_out_of_range_are_refused(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call(torch.zeros(2, 3))  # type: ignore[operator]


@pytest.mark.parametrize("error", [1e-5, 1e-4, 1e-2, 0.999, 1.001, 30.0, 100.0, 1e30])
def test_log_cosh_in_float32_has_all_its_digits(error: float) -> None:
    x = torch.tensor([error])
    with mpmath.workdps(50):
        e = mpmath.mpf(x.item())
        wanted = e + mpmath.log1p(mpmath.exp(-2 * e)) - mpmath.log(2)
    assert log_cosh_loss(x, torch.zeros(1)).item() == pytest.approx(float(wanted), rel=3e-7)


@pytest.mark.parametrize("limit", [2.0, 0.0])
@pytest.mark.parametrize("step", [1e-3, 1e-6, 1e-10, -1e-6, -1e-10])
def test_the_general_robust_loss_is_continuous_in_alpha(limit: float, step: float) -> None:
    x = torch.tensor([1e-3, 0.5, 3.0, 100.0], dtype=torch.float32)
    found = general_robust_loss(x, torch.zeros(4), alpha=limit + step, reduction="none")
    wanted = general_robust_loss(x, torch.zeros(4), alpha=limit, reduction="none")
    torch.testing.assert_close(found, wanted, rtol=20 * abs(step) + 3e-6, atol=0)


@pytest.mark.parametrize("alpha", [-8.0, -4.0, -2.0, 4.0, 6.0, 8.0])
@pytest.mark.parametrize("error", [1e-4, 1e-2, 0.5, 3.0])
def test_the_general_robust_loss_of_even_shapes_keeps_the_digits_of_small_errors(alpha: float, error: float) -> None:
    x = torch.tensor([error], requires_grad=True)
    value = general_robust_loss(x, torch.zeros(1), alpha=alpha)
    (slope,) = torch.autograd.grad(value, x)
    with mpmath.workdps(50):
        e, width = mpmath.mpf(x.item()), abs(alpha - 2)
        base = e**2 / width + 1
        wanted = width / alpha * (base ** (alpha / 2) - 1), e * base ** (alpha / 2 - 1)
    assert (value.item(), slope.item()) == pytest.approx(tuple(map(float, wanted)), rel=1e-6)


def test_the_general_robust_loss_tends_to_that_of_minus_infinity() -> None:
    x = torch.tensor([0.1, 1.0, 3.0], dtype=torch.float64)
    found = general_robust_loss(x, torch.zeros_like(x), alpha=-1e9, reduction="none")
    torch.testing.assert_close(found, general_robust_loss(x, torch.zeros_like(x), alpha=-INF, reduction="none"))


def test_charbonnier_is_the_general_robust_loss_at_alpha_one() -> None:
    x, y = torch.randn(2, 9, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    found = charbonnier_loss(x, y, eps=0.3)
    torch.testing.assert_close(found, 0.3 * (1 + general_robust_loss(x, y, alpha=1.0, scale=0.3)))


# Distributions


def test_quantile_crps_is_twice_the_mean_of_the_pinball_losses() -> None:
    x = torch.randn(5, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    y, levels = torch.linspace(-1, 1, 5, dtype=torch.float64), (0.2, 0.5, 0.7)
    each = [pinball_loss(x[:, n], y, quantile=level) for n, level in enumerate(levels)]
    torch.testing.assert_close(quantile_crps(x, y, levels=levels), 2 * torch.stack(each).mean())


def test_quantile_crps_of_many_levels_tends_to_the_crps() -> None:
    levels = (torch.arange(4000, dtype=torch.float64) + 0.5) / 4000
    quantiles = 0.3 + 2 * torch.special.ndtri(levels)
    y = torch.tensor([1.4], dtype=torch.float64)
    found = quantile_crps(quantiles.unsqueeze(0), y, levels=levels.tolist())
    wanted = gaussian_crps(torch.tensor([[0.3, math.log(2)]], dtype=torch.float64), y)
    torch.testing.assert_close(found, wanted, rtol=1e-4, atol=0)


def test_crps_of_a_sure_forecast_is_the_absolute_error() -> None:
    parameters = torch.tensor([[1.0, -40.0]], requires_grad=True)
    loss = gaussian_crps(parameters, torch.tensor([4.0]))
    (gradient,) = torch.autograd.grad(loss, parameters)
    assert loss.item() == 3.0
    assert gradient[0, 0] == -1.0
    assert bool(gradient.isfinite().all())


@pytest.mark.parametrize("value", [-0.99, -0.3, 0.0, 0.55, 0.99])
def test_a_histogram_that_fits_predicts_its_target(value: float) -> None:
    """The minimum over the scores is the smoothed target, whose mean is the target away from the ends."""
    y = torch.tensor([value], dtype=torch.float64)
    module = HLGaussLoss(low=-2.0, high=2.0)
    scores = torch.zeros(1, 64, dtype=torch.float64, requires_grad=True)
    (gradient,) = torch.autograd.grad(module(scores, y), scores)
    shares = 1 / 64 - gradient
    torch.testing.assert_close(shares.sum(), torch.ones((), dtype=torch.float64))
    assert module.predict(shares.clamp_min(1e-30).log()).item() == pytest.approx(value, abs=1e-3)


def test_a_histogram_without_spread_is_cross_entropy() -> None:
    scores = torch.randn(3, 4, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    y = torch.tensor([0.1, 0.6, 0.9], dtype=torch.float64)
    found = hl_gauss_loss(scores, y, low=0.0, high=1.0, spread=1e-3)
    torch.testing.assert_close(found, torch.nn.functional.cross_entropy(scores, torch.tensor([0, 2, 3])))


def test_the_expectile_weights_have_the_precision_of_the_input() -> None:
    x, y = torch.zeros(2, dtype=torch.float64), torch.tensor([1.0, -1.0], dtype=torch.float64)
    found = expectile_loss(x, y, tau=0.9, reduction="none")
    torch.testing.assert_close(found, torch.tensor([0.9, 0.1], dtype=torch.float64), rtol=1e-15, atol=0)
