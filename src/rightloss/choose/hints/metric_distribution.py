"""NLL and CRPS score a whole distribution: train with the likelihood of a family that fits the target."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.metrics import parse_metric
from rightloss.choose.profile import Profile
from rightloss.choose.result import Kind

_FAMILY: dict[Kind, dict[str, float]] = {
    "real": {"gaussian-nll": 6.5, "beta-weighted-gaussian-nll": 1.5, "student-t-nll": 1.0},
    "positive": {"gaussian-nll": 1.0, "gamma-deviance": 1.5},
    "count": {"negative-binomial-nll": 0.8},
    "zero-inflated-positive": {"hurdle-gamma-nll": 4.0},
    "proportion": {"beta-nll": 5.0},
}


def rule(e: Evidence) -> Advice | None:
    """The likelihood of the usual family for the kind; point losses fall behind."""
    if e.rewards != "distribution" or e.goal is None or e.kind not in _FAMILY:
        return None
    losses = {"mse": -2.0, "l1": -2.0, "huber": -2.0, **_FAMILY[e.kind]}
    text = f"{e.goal.label} scores the whole predicted distribution, so the loss has to be the likelihood of one."
    return Advice(text=text, value=e.goal.label, losses=losses)


HINT = Hint(
    name="metric-distribution",
    about="loss",
    rule=rule,
    source="Gneiting & Raftery 2007",
    fires=(Evidence(profile=Profile(), kind="real", goal=parse_metric("crps")),),
    silent=(Evidence(profile=Profile(), kind="real", goal=parse_metric("rmse")),),
)
