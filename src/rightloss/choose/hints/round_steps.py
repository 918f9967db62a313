"""Whole numbers that are all multiples of 10, 100 or 1000 are rounded quantities; half steps are ratings."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.profile import Profile

_RATING_LEVELS = 11


def rule(e: Evidence) -> Advice | None:
    """A common step of 5 or more, or of 0.5 or 0.25 with few levels."""
    p = e.profile
    if p.layout != "vector" or p.type in ("string", "bool") or p.levels <= 2:
        return None
    if p.step >= 5:
        text = f"All values are multiples of {p.step:g}: a rounded quantity, not a count or a class."
        kinds = {"count": -4.0, "nominal": -3.0, "ordinal": -3.0, "positive": 1.0, "real": 0.5}
        return Advice(text=text, value=p.step, kinds=kinds, traits=("rounded",))  # type: ignore[arg-type]
    if p.type == "float" and p.step in (0.5, 0.25) and p.levels <= _RATING_LEVELS and p.low >= 0 and 1 < p.high <= 10:
        text = f"{p.levels} levels in steps of {p.step:g} from {p.low:g} to {p.high:g}: a rating scale."
        return Advice(text=text, value=p.step, kinds={"ordinal": 7.5})
    return None


HINT = Hint(
    name="round-steps",
    about="kind",
    rule=rule,
    source="heaping of reported numbers: Heitjan & Rubin 1990",
    fires=(
        Evidence(profile=Profile(type="integer", levels=40, low=1000, high=90000, step=1000.0)),
        Evidence(profile=Profile(type="float", levels=9, low=1.0, high=5.0, step=0.5)),
    ),
    silent=(
        Evidence(profile=Profile(type="integer", levels=40, low=1, high=90, step=1.0)),
        Evidence(profile=Profile(type="float", levels=80, low=1.0, high=41.0, step=0.5)),
    ),
)
