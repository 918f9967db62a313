"""MAPE and sMAPE are best below the median, at the median of the density weighted by 1/y."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.metrics import parse_metric
from rightloss.choose.profile import Profile


def rule(e: Evidence) -> Advice | None:
    """The absolute percentage error itself, unless a target is zero."""
    if e.rewards != "weighted-median" or e.goal is None:
        return None
    if e.profile.zeros > 0:
        text = (
            f"{e.goal.label} divides by the target, and {e.profile.zeros:.1%} of targets are 0; L1 is the nearest loss."
        )
        return Advice(
            text=text,
            value=round(e.profile.zeros, 4),
            losses={"l1": 5.0},
            rules_out={"mape": f"{e.profile.zeros:.1%} of targets are exactly 0, where it is infinite"},
            caveats=(f"{e.goal.label} is undefined at the zeros of this target; score the MAE or the WAPE instead.",),
        )
    text = f"{e.goal.label} is best at the median weighted by 1/y, which the absolute percentage error elicits."
    caveats = ("MAPE punishes predictions that are too high more than those that are too low, so it pulls them down.",)
    return Advice(text=text, value=e.goal.label, losses={"mape": 5.5, "l1": 2.0, "msle": 1.0}, caveats=caveats)


HINT = Hint(
    name="metric-relative",
    about="loss",
    rule=rule,
    source="Gneiting 2011",
    kinds=("real", "positive", "zero-inflated-positive", "count", "proportion"),
    fires=(
        Evidence(profile=Profile(low=1.0), kind="positive", goal=parse_metric("mape")),
        Evidence(profile=Profile(low=0.0, zeros=0.2), kind="count", goal=parse_metric("mape")),
    ),
    silent=(Evidence(profile=Profile(), kind="real", goal=parse_metric("mae")),),
)
