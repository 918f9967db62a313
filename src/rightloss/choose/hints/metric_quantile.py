"""A quantile is elicited by the pinball loss of that quantile."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.metrics import parse_metric
from rightloss.choose.profile import Profile


def rule(e: Evidence) -> Advice | None:
    """The pinball loss, with the quantile of the metric."""
    if e.rewards != "quantile" or e.goal is None or e.goal.parameter is None:
        return None
    q = e.goal.parameter
    text = f"The {q:g}-quantile is wanted, and only the pinball loss of that quantile elicits it."
    return Advice(text=text, value=q, losses={"pinball": 7.0, "l1": 1.0}, arguments={"pinball": {"quantile": q}})


HINT = Hint(
    name="metric-quantile",
    about="loss",
    rule=rule,
    source="Koenker & Bassett 1978",
    kinds=("real", "positive", "zero-inflated-positive", "count", "proportion", "ordinal", "multi-output"),
    fires=(Evidence(profile=Profile(), kind="real", goal=parse_metric("pinball:0.9")),),
    silent=(Evidence(profile=Profile(), kind="real", goal=parse_metric("mse")),),
)
