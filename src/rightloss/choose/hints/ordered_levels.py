"""Do the features move along with the levels? Then the levels are ordered; classes point in different directions."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.names import period_of
from rightloss.choose.profile import Conditional, Profile

# The separation (chi-square over its degrees of freedom) must be clear before its direction says anything.
_CLEAR = 3.0
_MANY = 11


def rule(e: Evidence) -> Advice | None:
    """The share of the separation between levels that lies along their order."""
    p, c = e.profile, e.conditional
    if p.layout != "vector" or c is None or c.order_trend is None or (c.order_evidence or 0) < _CLEAR:
        return None
    if p.levels > _MANY or period_of(p.name, p.low, p.high):
        # Many classes, hours and months: a straight line through them says little.
        return None
    high, low = (0.9, 0.7) if p.levels == 3 else (0.85, 0.6)
    text = (
        f"{c.order_trend:.0%} of the separation between the {p.levels} levels in the features lies along their order."
    )
    if c.order_trend > high and c.features > 1:
        return Advice(text=text, value=round(c.order_trend, 3), kinds={"ordinal": 2.0, "nominal": -0.5})
    if c.order_trend < low:
        return Advice(text=text, value=round(c.order_trend, 3), kinds={"nominal": 3.0, "count": -2.0, "real": -2.0})
    return None


def _case(trend: float, evidence: float) -> Evidence:
    diagnostics = Conditional(n=500, features=4, order_trend=trend, order_evidence=evidence)
    return Evidence(profile=Profile(type="integer", levels=5, low=1, high=5), conditional=diagnostics)


HINT = Hint(
    name="ordered-levels",
    about="kind",
    rule=rule,
    source="linear trend in a one-way analysis of variance (whitened features)",
    fires=(_case(0.97, 20.0), _case(0.3, 20.0)),
    silent=(_case(0.97, 1.1), _case(0.7, 20.0)),
)
