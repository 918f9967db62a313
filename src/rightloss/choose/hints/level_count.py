"""Ordered levels: a loss per threshold for a few of them; with many levels a number is the better view."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.profile import Profile

_MANY = 10


def rule(e: Evidence) -> Advice | None:
    """CORN up to ten levels, squared error and rounding beyond."""
    k = e.profile.levels
    if k > _MANY:
        text = f"{k} ordered levels are many: predict a number and round it."
        return Advice(text=text, value=k, losses={"mse": 3.0, "l1": 1.0})
    text = f"{k} ordered levels: the loss should know that a miss by two is worse than a miss by one."
    return Advice(text=text, value=k, losses={"corn": 0.5}, arguments={"corn": {"num_classes": k}})


HINT = Hint(
    name="level-count",
    about="loss",
    rule=rule,
    source="Shi, Cao & Raschka 2021",
    kinds=("ordinal",),
    fires=(
        Evidence(profile=Profile(levels=5), kind="ordinal"),
        Evidence(profile=Profile(levels=40), kind="ordinal"),
    ),
    silent=(Evidence(profile=Profile(levels=5), kind="nominal"),),
)
