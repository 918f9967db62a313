"""A column's name is a cue: rating, visits, species, price. It never overrules what the values exclude."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.profile import Profile
from rightloss.choose.result import Kind

_WEIGHT = 4.5
# Class and label name a coding outright, so they outweigh the look of the numbers.
_CODED = 5.5
# The id of a class (token_id, category_id) all the more.
_NUMBERED = 8.0
# These have hints of their own, which look at the values too.
_ELSEWHERE: set[Kind] = {"circular", "duration", "identifier", "proportion"}
_SCALE = 11


def rule(e: Evidence) -> Advice | None:
    """Words of the name that speak for a kind."""
    cues = e.cues - _ELSEWHERE
    if {"ordinal", "real"} <= cues:
        # A satisfaction score of 0 to 10 is a scale, an exam grade of 0 to 100 a number.
        cues -= {"real" if e.profile.levels <= _SCALE else "ordinal"}
    elif "real" in cues and _is_scale(e.profile):
        # What is measured elsewhere (a score, a rate, an age) was put on a scale here.
        cues = cues - {"real"} | {"ordinal"}
    coded = _NUMBERED if "identifier" in e.cues else _CODED
    kinds: dict[Kind, float] = {kind: coded if kind == "nominal" else _WEIGHT for kind in cues}
    if e.profile.layout != "vector" or not kinds:
        return None
    text = f"The name {e.profile.name!r} is one that {_plural(sorted(kinds))} usually have."
    return Advice(text=text, value=e.profile.name, kinds=kinds)


def _is_scale(p: Profile) -> bool:
    return p.type == "integer" and p.low in (0.0, 1.0) and p.high < _SCALE


def _plural(kinds: list[str]) -> str:
    names = {
        "nominal": "classes",
        "ordinal": "ordered levels",
        "count": "counts",
        "positive": "amounts",
        "real": "numbers",
    }
    return " or ".join(names.get(kind, kind) for kind in kinds)


HINT = Hint(
    name="column-name",
    about="kind",
    rule=rule,
    source="conventions of naming",
    fires=(
        Evidence(profile=Profile(name="rating")),
        Evidence(profile=Profile(name="numVisits")),
        Evidence(profile=Profile(name="score", type="integer", levels=5, low=1, high=5)),
    ),
    silent=(
        Evidence(profile=Profile(name="y")),
        Evidence(profile=Profile(name=None)),
    ),
)
