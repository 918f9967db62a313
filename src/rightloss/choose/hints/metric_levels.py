"""Quadratic weighted kappa rewards the conditional mean of the level, cut at tuned points."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.metrics import parse_metric
from rightloss.choose.profile import Profile


def rule(e: Evidence) -> Advice | None:
    """An ordinal loss, or squared error with tuned cut points."""
    if e.rewards != "ordered-classes" or e.goal is None:
        return None
    text = f"{e.goal.label} counts a miss by two levels four times a miss by one, so the loss has to know the order."
    return Advice(text=text, value=e.goal.label, losses={"corn": 2.0, "mse": 1.5, "cross-entropy": -1.0})


HINT = Hint(
    name="metric-levels",
    about="loss",
    rule=rule,
    source="Shi, Cao & Raschka 2021",
    kinds=("ordinal",),
    fires=(Evidence(profile=Profile(), kind="ordinal", goal=parse_metric("qwk")),),
    silent=(Evidence(profile=Profile(), kind="ordinal", goal=parse_metric("accuracy")),),
)
