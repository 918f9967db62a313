"""Our own activations against 50 digits, against torch, and against what they equal."""

from collections.abc import Callable

import mpmath
import pytest
import torch
from torch import Tensor

from rightloss.losses.activations.cumulative_sigmoid import cumulative_sigmoid
from rightloss.losses.activations.sigmoid import sigmoid
from rightloss.losses.activations.softmax import softmax
from rightloss.losses.activations.survival_from_hazards import survival_from_hazards
from rightloss.losses.activations.tanh import tanh
from rightloss.losses.activations.tempered_softmax import tempered_softmax
from rightloss.losses.activations.threshold_sigmoid import threshold_sigmoid

INF = float("inf")
POINTS = (0.0, 1e-300, 1e-12, 1e-3, 0.5, 1.0, 2.5, 17.0, 36.0, 88.0, 700.0)
GRID = tuple(sorted({*POINTS, *(-x for x in POINTS)}))
EXTREMES = (*GRID, 1e4, -1e4, 1e300, -1e300, INF, -INF)
ROWS = ((0.0, 0.0, 0.0), (1.0, -2.0, 0.5), (1000.0, 998.0, -1e4), (-700.0, -701.0, -730.0), (3.0, -INF, 1.0))

ELEMENTWISE = {
    "sigmoid": (sigmoid, torch.sigmoid, lambda x: 1 / (1 + mpmath.exp(-x)), lambda y: y * (1 - y)),
    "tanh": (tanh, torch.tanh, mpmath.tanh, lambda y: 1 - y * y),
}
per_activation = pytest.mark.parametrize("name", ELEMENTWISE)


def exact(function: Callable[[mpmath.mpf], mpmath.mpf], points: tuple[float, ...]) -> Tensor:
    with mpmath.workdps(350):  # so that 1 - y keeps 50 digits where y is within e^-700 of 1
        return torch.tensor([float(function(mpmath.mpf(x))) for x in points], dtype=torch.float64)


def close(found: Tensor, wanted: Tensor, rtol: float = 1e-15, atol: float = 1e-320) -> None:
    torch.testing.assert_close(found, wanted, rtol=rtol, atol=atol)


@per_activation
def test_values_are_right_to_the_last_digits(name: str) -> None:
    own, _, formula, _ = ELEMENTWISE[name]
    close(own(torch.tensor(GRID, dtype=torch.float64)), exact(formula, GRID), rtol=6e-16)


@per_activation
def test_gradients_are_right(name: str) -> None:
    own, _, formula, slope = ELEMENTWISE[name]
    x = torch.tensor(GRID, dtype=torch.float64, requires_grad=True)
    (gradient,) = torch.autograd.grad(own(x).sum(), x)
    # The slope of tanh is 1 - tanh^2, which cannot be finer than the spacing of the numbers below 1.
    atol = 2.0**-51 if name == "tanh" else 1e-320
    close(gradient, exact(lambda v: slope(formula(v)), GRID), rtol=1e-14, atol=atol)


@per_activation
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.float16])
def test_extremes_are_those_of_torch_and_never_nan(name: str, dtype: torch.dtype) -> None:
    own, peer, _, _ = ELEMENTWISE[name]
    x = torch.tensor(EXTREMES, dtype=dtype, requires_grad=True)
    value = own(x)
    (gradient,) = torch.autograd.grad(value.sum(), x)
    assert value.dtype == gradient.dtype == dtype
    eps = torch.finfo(dtype).eps
    torch.testing.assert_close(value, peer(x), rtol=4 * eps, atol=torch.finfo(dtype).tiny)
    (wanted,) = torch.autograd.grad(peer(x).sum(), x)
    torch.testing.assert_close(gradient, wanted, rtol=8 * eps, atol=eps)


@per_activation
def test_gradcheck(name: str) -> None:
    own = ELEMENTWISE[name][0]
    x = torch.linspace(-3, 3, 9, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(own, x)
    assert torch.autograd.gradgradcheck(own, x)


@per_activation
def test_nan_stays_nan(name: str) -> None:
    assert bool(ELEMENTWISE[name][0](torch.tensor(torch.nan)).isnan())


def test_tanh_is_a_stretched_sigmoid() -> None:
    x = torch.linspace(-5, 5, 101, dtype=torch.float64)
    torch.testing.assert_close(tanh(x), 2 * sigmoid(2 * x) - 1, rtol=0, atol=1e-15)


@pytest.mark.parametrize("row", ROWS)
def test_softmax_is_right_to_the_last_digits(row: tuple[float, ...]) -> None:
    with mpmath.workdps(50):
        powers = [mpmath.exp(mpmath.mpf(x)) for x in row]
        wanted = torch.tensor([float(p / mpmath.fsum(powers)) for p in powers], dtype=torch.float64)
    found = softmax(torch.tensor(row, dtype=torch.float64), dim=0)
    close(found, wanted, rtol=1e-15)
    assert found.sum().item() == pytest.approx(1, abs=1e-15)


@pytest.mark.parametrize("dim", [0, 1, 2, -1])
@pytest.mark.parametrize("scale", [1.0, 1e4])
def test_softmax_and_its_gradient_are_those_of_torch(dim: int, scale: float) -> None:
    x = scale * torch.randn(3, 4, 5, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    x.requires_grad_()
    upstream = torch.linspace(-1, 2, 60, dtype=torch.float64).reshape(3, 4, 5)
    for found, wanted in (
        (softmax(x, dim), torch.softmax(x, dim)),
        torch.autograd.grad(softmax(x, dim), x, upstream) + torch.autograd.grad(torch.softmax(x, dim), x, upstream),
    ):
        torch.testing.assert_close(found, wanted, rtol=1e-13, atol=1e-15)


def test_softmax_gradient_with_a_class_ruled_out() -> None:
    x = torch.tensor([0.5, -INF, 1.0], dtype=torch.float64, requires_grad=True)
    (gradient,) = torch.autograd.grad(softmax(x, 0)[0], x)
    assert gradient[1] == 0
    assert gradient[0] == pytest.approx(-gradient[2].item())


def test_softmax_gradcheck() -> None:
    x = torch.randn(2, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(1)).requires_grad_()
    assert torch.autograd.gradcheck(lambda x: softmax(x, 1), x)
    assert torch.autograd.gradgradcheck(lambda x: softmax(x, 1), x)


def test_softmax_of_two_scores_is_the_sigmoid_of_their_difference_and_shifts_do_not_matter() -> None:
    x = torch.tensor([[1.5, -0.5], [300.0, 301.0]], dtype=torch.float64)
    torch.testing.assert_close(softmax(x, 1)[:, 0], sigmoid(x[:, 0] - x[:, 1]), rtol=1e-14, atol=0)
    torch.testing.assert_close(softmax(x + 1e3, 1), softmax(x, 1), rtol=1e-12, atol=0)


@pytest.mark.parametrize("dim", [0, 1, -1])
def test_cumulative_sigmoid_gives_probabilities_of_ordered_levels(dim: int) -> None:
    x = 3 * torch.randn(4, 5, dtype=torch.float64, generator=torch.Generator().manual_seed(2))
    p = cumulative_sigmoid(x, dim)
    assert p.shape[dim] == x.shape[dim] + 1
    torch.testing.assert_close(p.sum(dim), torch.ones_like(p.sum(dim)))
    exceeds = p.flip(dim).cumsum(dim).flip(dim).narrow(dim, 1, x.shape[dim])
    torch.testing.assert_close(exceeds, torch.sigmoid(x).cumprod(dim))


def test_cumulative_sigmoid_with_two_levels() -> None:
    x = torch.tensor([[-2.0], [0.0], [40.0]], dtype=torch.float64)
    torch.testing.assert_close(cumulative_sigmoid(x), torch.cat((sigmoid(-x), sigmoid(x)), 1), rtol=1e-15, atol=0)


@pytest.mark.parametrize("dim", [0, 1])
def test_survival_never_rises(dim: int) -> None:
    x = torch.randn(4, 5, dtype=torch.float64, generator=torch.Generator().manual_seed(3))
    survival = survival_from_hazards(x, dim)
    assert bool((survival.diff(dim=dim) <= 0).all())
    torch.testing.assert_close(survival, (1 - torch.sigmoid(x)).cumprod(dim))


@pytest.mark.parametrize("dim", [0, 1])
def test_threshold_sigmoid_gives_the_differences_of_its_sigmoids(dim: int) -> None:
    x = torch.randn(5, 5, generator=torch.Generator().manual_seed(0), dtype=torch.float64).sort(dim, True).values
    above = sigmoid(x).movedim(dim, 0)
    wanted = torch.cat((1 - above[:1], above[:-1] - above[1:], above[-1:])).movedim(0, dim)
    close(threshold_sigmoid(x, dim), wanted, rtol=1e-12, atol=1e-15)


def test_threshold_sigmoid_keeps_its_digits_in_the_tails_and_with_two_levels() -> None:
    x = torch.tensor([[50.0, 49.0], [-49.0, -50.0]], dtype=torch.float64)
    middle = mpmath.exp(-49) / (1 + mpmath.exp(-49)) - mpmath.exp(-50) / (1 + mpmath.exp(-50))
    close(threshold_sigmoid(x)[:, 1], torch.tensor([float(middle)] * 2, dtype=torch.float64), rtol=1e-13)
    one = torch.tensor([[0.3], [-40.0]], dtype=torch.float64)
    close(threshold_sigmoid(one), torch.cat((sigmoid(-one), sigmoid(one)), 1))


def test_thresholds_that_contradict_each_other_leave_nothing_between() -> None:
    p = threshold_sigmoid(torch.tensor([[0.0, 5.0, -1.0]], dtype=torch.float64))
    assert p[0, 1].item() == 0
    assert p.sum().item() == pytest.approx(1)
    assert bool((p >= 0).all())


@pytest.mark.parametrize("t", [0.3, 0.999, 1.0, 1.0001, 1.5, 2.0, 4.0])
@pytest.mark.parametrize("row", [(1.0, 0.0, -2.0), (0.0, 0.0, 0.0), (700.0, 699.0, -1e4)])
def test_tempered_softmax_solves_its_equation(t: float, row: tuple[float, ...]) -> None:
    with mpmath.workdps(40):
        if t == 1:
            wanted = [mpmath.exp(mpmath.mpf(x) - max(row)) for x in row]
            wanted = [w / mpmath.fsum(wanted) for w in wanted]
        else:

            def power(u: mpmath.mpf) -> mpmath.mpf:
                inner = 1 + (1 - mpmath.mpf(t)) * u
                return inner ** (1 / (1 - mpmath.mpf(t))) if inner > 0 else mpmath.mpf(0)

            low, high = mpmath.mpf(max(row)), mpmath.mpf(max(row)) + 200
            for _ in range(130):
                middle = (low + high) / 2
                low, high = (middle, high) if mpmath.fsum(power(x - middle) for x in row) > 1 else (low, middle)
            wanted = [power(x - low) for x in row]
    found = tempered_softmax(torch.tensor(row, dtype=torch.float64), t)
    torch.testing.assert_close(
        found, torch.tensor([float(w) for w in wanted], dtype=torch.float64), rtol=1e-9, atol=1e-14
    )


@pytest.mark.parametrize("t", [-0.1, 4.5])
def test_temperatures_out_of_range_are_refused(t: float) -> None:
    with pytest.raises(ValueError, match=rf"got temperature={t}; it must be from 0 to 4"):
        tempered_softmax(torch.zeros(3), t)
