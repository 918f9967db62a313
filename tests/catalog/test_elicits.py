"""The statistic that an entry says a loss elicits is the one that its best constant prediction has."""

from collections.abc import Callable
from itertools import pairwise

import pytest
import torch
from torch import Tensor

from rightloss._optional import resolve
from rightloss.catalog.registry import losses
from rightloss.catalog.schema import Loss

# At default options; a quantile of 0.5 is the median, an expectile of 0.5 the mean.
STATISTICS: dict[str, Callable[[Tensor], Tensor]] = {
    "mean": torch.mean,
    "median": torch.median,
    "quantile": torch.median,
    "expectile": torch.mean,
    "geometric-mean": lambda y: (1 + y).log().mean().expm1(),  # of 1 + y, less the one
    "event-probability": torch.mean,
}
LINKS: dict[str, Callable[[Tensor], Tensor]] = {
    "identity": lambda x: x,
    "exp": torch.exp,
    "expm1": torch.expm1,
    "sigmoid": torch.sigmoid,
}
# The median of the density over the size of the target, which is below the median; several quantiles at once.
ELSEWHERE = {"mape", "quantile-crps"}
ASKED = [loss for loss in losses().values() if loss.elicits in STATISTICS and loss.impl and loss.name not in ELSEWHERE]
NORMAL = torch.randn(801, dtype=torch.float64, generator=torch.Generator().manual_seed(0))


def _target(space: str) -> Tensor:
    """Skewed, so that mean and median differ."""
    if space == "zero-one":
        return (NORMAL > 0.6).double()
    return (3 * NORMAL.exp()).floor() if space == "count" else NORMAL.exp()


def _best_constant(loss: Loss, y: Tensor) -> Tensor:
    low, high = (0.001, 0.999) if loss.inputs[0].space == "independent-probabilities" else (-4.0, 4.0)
    constants = torch.linspace(low, high, 4001, dtype=torch.float64)
    function = resolve(":".join(loss.impl.split(":")[:2]))
    values = function(constants[:, None].repeat(1, len(y)), y.repeat(len(constants), 1), reduction="none").mean(1)
    return LINKS[loss.activation](constants[values.argmin()])


@pytest.mark.parametrize("loss", ASKED, ids=lambda loss: loss.name)
def test_the_best_constant_has_the_declared_statistic(loss: Loss) -> None:
    y = _target(loss.targets[0].space)
    assert _best_constant(loss, y).item() == pytest.approx(STATISTICS[loss.elicits](y).item(), rel=0.01, abs=0.005)


def test_every_statistic_is_asked_of_some_loss() -> None:
    assert {loss.elicits for loss in ASKED} == set(STATISTICS)


def test_the_statistics_can_be_told_apart() -> None:
    y = _target("positive")
    found = sorted(STATISTICS[name](y).item() for name in ("mean", "median"))
    assert all(after > 1.05 * before for before, after in pairwise(found))
