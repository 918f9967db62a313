"""Dice and IoU score the overlap of regions; Dice with cross-entropy trains for it and stays stable."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.metrics import parse_metric
from rightloss.choose.profile import Profile


def rule(e: Evidence) -> Advice | None:
    """The sum of both losses."""
    if e.rewards != "overlap" or e.goal is None:
        return None
    text = f"{e.goal.label} scores the overlap of regions; the sum of Dice loss and cross-entropy trains for it."
    caveats = ("Models trained with a Dice loss are over-confident: do not read their outputs as probabilities.",)
    losses = {"dice-cross-entropy": 5.0, "dice": 4.0}
    return Advice(text=text, value=e.goal.label, losses=losses, caveats=caveats)


HINT = Hint(
    name="metric-overlap",
    about="loss",
    rule=rule,
    source="Milletari et al. 2016; Isensee et al. 2021",
    kinds=("mask",),
    fires=(Evidence(profile=Profile(), kind="mask", goal=parse_metric("dice")),),
    silent=(Evidence(profile=Profile(), kind="mask", goal=parse_metric("accuracy")),),
)
