"""Numbers between 0 and 1 are shares; 0 to 100 under a telling name are percentages."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.names import words
from rightloss.choose.profile import Profile

_PERCENT = 100.0
# A heart rate or a crop yield is a number; between 0 and 1 such a name means a share, up to 100 it says nothing.
_OF_ANY_SIZE = {"rate", "ratio", "yield"}
# Rows that crowd both ends of 0 to 100 show that these are limits: a bell-shaped score thins out towards them.
_CROWDED = (12.0, 88.0)
# Log-likelihood per row by which a log-normal or gamma beats a normal: a skewed amount that happens to end near 100.
_SKEWED = 0.03


def rule(e: Evidence) -> Advice | None:
    """All values in [0, 1] and not whole, or percentages by name or by range."""
    p = e.profile
    if p.layout != "vector" or p.type in ("string", "bool") or p.levels <= 2 or p.low < 0:
        return None
    named = "proportion" in e.cues
    if p.high <= 1.0:
        text = f"All values lie between 0 and 1 ({p.low:.3g} to {p.high:.3g}): shares or probabilities."
        return Advice(text=text, value=p.high, kinds={"proportion": 15.0 if named or p.high > 0.5 else 7.5})
    named = named and not _OF_ANY_SIZE & set(words(p.name or ""))
    if p.high <= _PERCENT and (named or (p.low <= 5 and p.high >= 95 and p.mean > 10)):
        text = f"All values lie between 0 and 100 ({p.low:.3g} to {p.high:.3g}): percentages; divide them by 100."
        even = p.log_normal_gain <= 0
        crowded = even and p.quantiles[0] <= _CROWDED[0] and p.quantiles[4] >= _CROWDED[1]
        unnamed = 10.5 if crowded else 8.0 if p.log_normal_gain <= _SKEWED else 6.0
        return Advice(text=text, value=p.high, kinds={"proportion": 15.0 if named and p.high > 5 else unnamed})
    return None


HINT = Hint(
    name="unit-interval",
    about="kind",
    rule=rule,
    source="Papke & Wooldridge 1996",
    fires=(
        Evidence(profile=Profile(low=0.01, high=0.99)),
        Evidence(profile=Profile(name="percent", type="integer", low=0, high=100, mean=40)),
    ),
    silent=(
        Evidence(profile=Profile(low=-0.1, high=0.99)),
        Evidence(profile=Profile(name="age", type="integer", low=18, high=90, mean=40)),
        Evidence(profile=Profile(name="heart_rate", type="integer", low=50, high=98, mean=75)),
    ),
)
