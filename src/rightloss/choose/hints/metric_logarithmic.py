"""The MSLE is the squared error of log(1 + y): train on that scale, and undo it with expm1."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.metrics import parse_metric
from rightloss.choose.profile import Profile


def rule(e: Evidence) -> Advice | None:
    """The metric's own loss."""
    if e.rewards != "log-mean" or e.goal is None:
        return None
    text = f"{e.goal.label} is the squared error of log(1 + y), so the model should predict log(1 + y)."
    return Advice(text=text, value=e.goal.label, losses={"msle": 6.0})


HINT = Hint(
    name="metric-logarithmic",
    about="loss",
    rule=rule,
    source="Gneiting 2011",
    kinds=("real", "positive", "zero-inflated-positive", "count", "proportion", "ordinal"),
    fires=(Evidence(profile=Profile(low=1.0), kind="positive", goal=parse_metric("rmsle")),),
    silent=(Evidence(profile=Profile(), kind="real", goal=parse_metric("mse")),),
)
