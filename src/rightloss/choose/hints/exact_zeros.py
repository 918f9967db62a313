"""Amounts that are often exactly zero (claims, spending, rain): a lump at zero beside positive numbers."""

import math

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.profile import Profile

# A lump: at least this share of rows, and far more than any other single value.
_SHARE = 0.02
_TIMES = 4.0
# Mean of the other rows, where the values are whole numbers.
_FAR = 50.0


def rule(e: Evidence) -> Advice | None:
    """Zeros are the minimum and far commoner than any other value of an amount."""
    p = e.profile
    if p.layout != "vector" or p.low != 0 or p.levels <= 2 or p.zeros == 0 or p.high <= 1:
        return None
    lump = p.zeros >= _SHARE and p.zeros >= _TIMES * p.next_share
    text = (
        f"{p.zeros:.1%} of rows are exactly 0, {p.zeros / max(p.next_share, 1e-9):.0f} times the next commonest value."
    )
    if p.type == "float":
        return Advice(text=text, value=round(p.zeros, 4), kinds={"zero-inflated-positive": 7.0 if lump else 4.0})
    # Whole numbers: a lump at zero is an amount only where the rest is far away and hardly repeats.
    rest = p.mean / (1 - p.zeros)
    if lump and rest >= _FAR and p.next_share < max(0.02, 3.5 / p.n):
        return Advice(text=text, value=round(p.zeros, 4), kinds={"zero-inflated-positive": _whole(e, rest)})
    return None


def _whole(e: Evidence, rest: float) -> float:
    """Counts may have excess zeros too: the larger the rest, and the more the name says so, the surer an amount."""
    size = min(max(0.0, math.log10(rest) - 1.7), 2.0)
    return 5.0 + 2.0 * size + (2.0 if "positive" in e.cues else 0.0)


HINT = Hint(
    name="exact-zeros",
    about="kind",
    rule=rule,
    source="Tweedie 1984; Duan et al. 1983",
    fires=(Evidence(profile=Profile(low=0.0, high=900.0, zeros=0.6, next_share=0.001)),),
    silent=(
        Evidence(profile=Profile(low=0.1, high=900.0, zeros=0.0, next_share=0.001)),
        Evidence(profile=Profile(type="integer", low=0.0, high=12.0, zeros=0.6, next_share=0.2)),
    ),
)
