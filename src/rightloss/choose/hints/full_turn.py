"""Angles, hours, weekdays: the largest value is next to the smallest, and an error across the wrap is small."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.names import period_of
from rightloss.choose.profile import Profile

# Both outer twentieths of the turn must hold rows, else the target is a plain number inside a range.
_END_SHARE = 0.02
# Few rows may miss an end by chance; then a standard deviation near that of a uniform turn (0.289) will do.
_WIDE = 0.24


def rule(e: Evidence) -> Advice | None:
    """The name tells a cycle that the values fit, or the range is one turn with both ends populated."""
    p = e.profile
    if p.layout != "vector" or p.type == "string" or p.levels <= 2:
        return None
    if named := period_of(p.name, p.low, p.high):
        text = f"The name {p.name!r} and the range {p.low:g} to {p.high:g} fit a cycle of {named:.6g}: the ends meet."
        return Advice(text=text, value=named, kinds={"circular": 9.0})
    populated = min(p.low_end, p.high_end) >= _END_SHARE or p.sd >= _WIDE * p.period
    if p.period and populated and (p.type == "float" or p.levels >= 24):
        text = (
            f"The range {p.low:.4g} to {p.high:.4g} is one turn of {p.period:.6g}, "
            f"and both ends are populated ({p.low_end:.0%} and {p.high_end:.0%} of rows in the outer twentieths)."
        )
        clear = p.period > 100 or (p.type == "float" and p.period < 7)
        return Advice(text=text, value=p.period, kinds={"circular": 7.0 if clear else 4.0})
    return None


_TURN = {"period": 360.0, "low": 0.2, "high": 359.7}

HINT = Hint(
    name="full-turn",
    about="kind",
    rule=rule,
    source="Mardia & Jupp 2000",
    fires=(
        Evidence(profile=Profile(**_TURN, low_end=0.05, high_end=0.06)),  # type: ignore[arg-type]
        Evidence(profile=Profile(name="hour", type="integer", levels=24, low=0, high=23)),
    ),
    silent=(
        Evidence(profile=Profile(**_TURN, low_end=0.3, high_end=0.001)),  # type: ignore[arg-type]
        Evidence(profile=Profile(name="hours_worked", type="integer", levels=60, low=0, high=80)),
    ),
)
