"""Whole numbers that name rows (user ids, row numbers) must not be predicted."""

from rightloss.choose.hint import CERTAIN, Advice, Evidence, Hint
from rightloss.choose.profile import Profile

_MIN_ROWS = 20
_MOSTLY = 0.9


def rule(e: Evidence) -> Advice | None:
    """A permutation of a range; all values different under a name that ends in id; long codes of equal length."""
    p = e.profile
    if p.layout != "vector" or p.type != "integer" or p.n < _MIN_ROWS:
        return None
    if p.sequence:
        text = f"The {p.n} values are the numbers {p.low:g} to {p.high:g}, each once: row numbers."
        return Advice(text=text, value=p.n, kinds={"identifier": CERTAIN})
    if "identifier" in e.cues and "nominal" not in e.cues and p.levels >= _MOSTLY * p.n:
        text = f"{p.levels} different whole numbers in {p.n} rows under the name {p.name!r}: an identifier."
        return Advice(text=text, value=p.levels, kinds={"identifier": CERTAIN})
    if p.equal_digits >= 5 and "nominal" in e.cues:
        text = f"All values are codes of {p.equal_digits} digits; differences between codes mean nothing."
        return Advice(text=text, value=p.equal_digits, kinds={"identifier": 7.0, "nominal": 4.0})
    return None


HINT = Hint(
    name="unique-codes",
    about="kind",
    rule=rule,
    source="Ludwig and AutoGluon read such columns as classes or numbers; both train on noise",
    fires=(
        Evidence(profile=Profile(n=200, type="integer", levels=200, sequence=True, low=1, high=200)),
        Evidence(profile=Profile(n=200, name="user_id", type="integer", levels=200, low=10, high=90210)),
    ),
    silent=(
        Evidence(profile=Profile(n=200, name="price", type="integer", levels=200, low=10, high=90210)),
        Evidence(profile=Profile(n=200, name="fluid", type="integer", levels=200, low=10, high=90210)),
    ),
)
