"""A metric tells what its user takes the target for: accuracy scores classes, RMSE scores numbers."""

from typing import get_args

from rightloss.choose.hint import CERTAIN, Advice, Evidence, Hint
from rightloss.choose.metrics import parse_metric
from rightloss.choose.profile import Profile
from rightloss.choose.result import Kind

_AGAINST = -CERTAIN
# Metrics that speak for one kind in particular.
_FOR: dict[str, dict[Kind, float]] = {
    "qwk": {"ordinal": 5.0},
    "poisson-deviance": {"count": 3.0},
    "gamma-deviance": {"positive": 4.0},
    "msle": {"positive": 1.0, "count": 1.0},
    "circular-mae": {"circular": 8.0},
    "accuracy": {"nominal": 1.0},
    "ndcg": {"ordinal": 4.0},
    **{name: {"real": 1.0} for name in ("rmse", "mse", "r2")},
}


def rule(e: Evidence) -> Advice | None:
    """Kinds that the metric cannot score lose."""
    if e.goal is None:
        return None
    against = {
        kind: _AGAINST for kind in get_args(Kind) if kind not in (*e.goal.metric.kinds, "identifier", "constant")
    }
    votes: dict[Kind, float] = {**against, **_FOR.get(e.goal.metric.name, {})}
    p = e.profile
    if p.layout == "numbers" and p.type == "integer" and p.low >= 0 and "multi-output" not in e.goal.metric.kinds:
        # Only classes can be scored, so whole numbers in several places are a class each (tokens).
        votes["mask"] = CERTAIN
    return Advice(text=f"The metric {e.goal.label} says what the target is taken for.", value=e.goal.label, kinds=votes)


HINT = Hint(
    name="metric-scores",
    about="kind",
    rule=rule,
    source="the metric's definition",
    fires=(Evidence(profile=Profile(), goal=parse_metric("rmse")),),
    silent=(Evidence(profile=Profile()),),
)
