"""The C-index scores the order of risks (Cox); the integrated Brier score a survival curve (discrete hazards)."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.metrics import parse_metric
from rightloss.choose.profile import Profile

_VOTES = {
    "survival-order": {"cox-partial-likelihood": 3.0},
    "hazard": {"discrete-time-hazard-nll": 5.0},
    "distribution": {"discrete-time-hazard-nll": 5.0},
}


def rule(e: Evidence) -> Advice | None:
    """One loss for the order, another for the curve."""
    if e.goal is None or e.rewards not in _VOTES:
        return None
    what = "the order of the risks" if e.rewards == "survival-order" else "the survival probability over time"
    return Advice(text=f"{e.goal.label} scores {what}.", value=e.goal.label, losses=_VOTES[e.rewards])


HINT = Hint(
    name="metric-survival",
    about="loss",
    rule=rule,
    source="Blanche et al. 2019; Kvamme & Borgan 2021",
    kinds=("duration",),
    fires=(Evidence(profile=Profile(), kind="duration", goal=parse_metric("c-index")),),
    silent=(Evidence(profile=Profile(), kind="duration"),),
)
