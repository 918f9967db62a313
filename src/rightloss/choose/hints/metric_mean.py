"""RMSE, MSE, R2 and the deviances are best at the mean: any loss that elicits the mean and fits the support."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.metrics import parse_metric
from rightloss.choose.profile import Profile

# The deviance that a metric is made of, and squared error for the squared ones: train on what is scored.
_SAME = {
    "poisson-deviance": "poisson-nll",
    "gamma-deviance": "gamma-deviance",
    "tweedie-deviance": "tweedie-deviance",
}


def rule(e: Evidence) -> Advice | None:
    """Losses of the median or of a whole distribution fall behind."""
    if e.rewards != "mean" or e.goal is None:
        return None
    losses = {
        "l1": -3.0,
        "huber": -1.5,
        "msle": -4.0,
        "negative-binomial-nll": -3.0,
        "corn": -2.0,
        "mse": 1.0,
    }
    losses |= {"gaussian-nll": -2.0, "hurdle-gamma-nll": -1.0, "beta-nll": -2.0, "cross-entropy": -3.0}
    losses |= dict.fromkeys(("poisson-nll", "gamma-deviance", "tweedie-deviance", "binary-cross-entropy"), 0.6)
    if same := _SAME.get(e.goal.metric.name):
        losses |= {same: 4.0, "mse": -1.0}
    if e.kind == "ordinal":
        losses["mse"] = 3.0
    text = f"{e.goal.label} is best at the conditional mean, so train with a loss that elicits the mean."
    return Advice(text=text, value=e.goal.label, losses=losses)


HINT = Hint(
    name="metric-mean",
    about="loss",
    rule=rule,
    source="Gneiting 2011",
    kinds=("real", "positive", "zero-inflated-positive", "count", "proportion", "ordinal", "multi-output"),
    fires=(Evidence(profile=Profile(), kind="real", goal=parse_metric("rmse")),),
    silent=(Evidence(profile=Profile(), kind="real", goal=parse_metric("mae")),),
)
