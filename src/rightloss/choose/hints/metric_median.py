"""The MAE is best at the median, and L1 elicits it."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.metrics import parse_metric
from rightloss.choose.profile import Profile


def rule(e: Evidence) -> Advice | None:
    """L1 first; Huber with a small delta is its smooth stand-in; for ordered levels CORN."""
    if e.rewards != "median" or e.goal is None:
        return None
    losses = {"l1": 5.0, "huber": 2.5, "mse": -1.5, "msle": 0.5, "gamma-deviance": -1.5}
    if e.kind == "ordinal":
        losses = {"corn": 1.0, "l1": 1.0}
    text = f"{e.goal.label} is best at the conditional median, which the absolute error elicits."
    return Advice(text=text, value=e.goal.label, losses=losses)


HINT = Hint(
    name="metric-median",
    about="loss",
    rule=rule,
    source="Gneiting 2011; Koenker & Bassett 1978",
    kinds=("real", "positive", "zero-inflated-positive", "count", "proportion", "ordinal", "multi-output"),
    fires=(Evidence(profile=Profile(), kind="real", goal=parse_metric("mae")),),
    silent=(Evidence(profile=Profile(), kind="real", goal=parse_metric("rmse")),),
)
