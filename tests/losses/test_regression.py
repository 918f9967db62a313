"""What the losses for numbers equal, at the limits too, and what they refuse."""

import pytest
import torch

from rightloss.functional import l1_loss, mse_loss

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
