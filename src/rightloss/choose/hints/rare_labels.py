"""Many labels of which few are set: cross-entropy per label stays the default."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.profile import Profile

_RARE = 0.05


def rule(e: Evidence) -> Advice | None:
    """Fewer than a twentieth of the cells are ones."""
    if e.profile.layout != "zero-one" or e.profile.ones >= _RARE:
        return None
    text = f"Only {e.profile.ones:.1%} of the label cells are set."
    caveats = (
        "Focal and asymmetric losses can raise mean average precision here, at the price of calibrated probabilities.",
    )
    return Advice(
        text=text,
        value=round(e.profile.ones, 4),
        losses={"sigmoid-focal": 0.5},
        traits=("imbalanced",),
        caveats=caveats,
    )


HINT = Hint(
    name="rare-labels",
    about="loss",
    rule=rule,
    source="Ridnik et al. 2021",
    kinds=("multi-label",),
    fires=(Evidence(profile=Profile(layout="zero-one", ones=0.02), kind="multi-label"),),
    silent=(Evidence(profile=Profile(layout="zero-one", ones=0.3), kind="multi-label"),),
)
