"""Values on both sides of zero are plain numbers: neither counts nor amounts nor shares."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.profile import Profile


def rule(e: Evidence) -> Advice | None:
    """A column of numbers that goes below zero."""
    p = e.profile
    if p.layout != "vector" or p.type in ("string", "bool") or p.levels <= 2 or p.low >= 0:
        return None
    text = f"The values range from {p.low:.4g} to {p.high:.4g}: negative ones rule out counts, amounts and shares."
    return Advice(text=text, value=p.low, kinds={"real": 0.5})


HINT = Hint(
    name="both-signs",
    about="kind",
    rule=rule,
    source="definition",
    fires=(Evidence(profile=Profile(low=-2.0, high=3.0)),),
    silent=(Evidence(profile=Profile(low=0.0, high=3.0)), Evidence(profile=Profile(low=-1.0, high=1.0, levels=2))),
)
