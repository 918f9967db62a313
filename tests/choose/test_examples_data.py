"""The recommendation on each real data set that is shipped, with its reason."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from rightloss.choose.advise import advise
from rightloss.choose.read import read

DATA = Path(__file__).parents[2] / "examples" / "data"


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What is right for one column of one file."""

    file: str
    target: str
    kind: str
    loss: str
    reason: str
    traits: frozenset[str] = frozenset()
    metric: str | None = None
    absent: frozenset[str] = field(default_factory=frozenset)


EXPECTED = (
    Expected(file="breast_cancer", target="diagnosis", kind="binary", loss="binary-cross-entropy", reason="two values"),
    Expected(
        file="wine", target="cultivar", kind="nominal", loss="cross-entropy", reason="names without a known order"
    ),
    Expected(
        file="doctor_visits",
        target="visits",
        kind="count",
        loss="negative-binomial-nll",
        reason="over-dispersed",
        traits=frozenset({"over-dispersed"}),
    ),
    Expected(
        file="doctor_visits",
        target="visits",
        kind="count",
        loss="poisson-nll",
        reason="best at the conditional mean",
        metric="rmse",
    ),
    Expected(
        file="party_identification",
        target="party_identification",
        kind="ordinal",
        loss="corn",
        reason="lies along their order",
        absent=frozenset({"noisy-labels"}),
    ),
    Expected(
        file="affairs",
        target="affairs",
        kind="zero-inflated-positive",
        loss="tweedie-deviance",
        reason="exactly 0",
        traits=frozenset({"zero-inflated"}),
    ),
    Expected(
        file="food_expenditure",
        target="food_expenditure",
        kind="positive",
        loss="gamma-deviance",
        reason="variance grows",
    ),
    Expected(
        file="food_expenditure", target="food_expenditure", kind="positive", loss="l1", reason="median", metric="mae"
    ),
    Expected(file="diabetes", target="progression", kind="positive", loss="gamma-deviance", reason="variance"),
    Expected(
        file="diabetes", target="bp", kind="positive", loss="pinball", reason="quantile is wanted", metric="pinball:0.9"
    ),
)


@pytest.mark.parametrize("want", EXPECTED, ids=lambda want: f"{want.file}-{want.target}-{want.metric}")
def test_recommendation(want: Expected) -> None:
    choice = advise(read(DATA / f"{want.file}.csv", target=want.target), metric=want.metric)
    assert choice.kind == want.kind
    assert choice.best is not None
    assert choice.best.loss == want.loss
    assert want.traits <= set(choice.traits)
    assert not want.absent & set(choice.traits)
    assert any(want.reason in reason.text for reason in choice.best.reasons)
