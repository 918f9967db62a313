"""A target with known limits: predictions outside them are nonsense, so the activation has to keep them inside."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.profile import Profile

_NEAR = 0.03
_LIMITS = ((0.0, 1.0), (0.0, 100.0), (-1.0, 1.0))


def rule(e: Evidence) -> Advice | None:
    """Proportions always; numbers that fill [0, 100] or [-1, 1] to the brim."""
    p = e.profile
    for low, high in _LIMITS:
        room = _NEAR * (high - low)
        fills = low <= p.low <= low + room and high - room <= p.high <= high
        if (e.kind == "proportion" and low == 0.0 and p.high <= high) or fills:
            text = f"The target stays between {low:g} and {high:g} ({p.low:.4g} to {p.high:.4g} seen)."
            return Advice(text=text, value=p.high, traits=("bounded",))
    return None


HINT = Hint(
    name="limits",
    about="loss",
    rule=rule,
    source="Papke & Wooldridge 1996",
    kinds=("proportion", "real", "positive", "zero-inflated-positive"),
    fires=(
        Evidence(profile=Profile(low=0.1, high=0.7), kind="proportion"),
        Evidence(profile=Profile(low=-0.99, high=0.98), kind="real"),
    ),
    silent=(Evidence(profile=Profile(low=0.1, high=0.7), kind="real"),),
)
