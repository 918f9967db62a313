"""A pile of equal values at the end of a continuous range: the instrument or the survey stopped there."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.profile import Profile

_SHARE = 0.02
_TIMES = 20.0
_LEVELS = 30


def rule(e: Evidence) -> Advice | None:
    """Values at the maximum (or at a minimum that is not zero) far commoner than any other."""
    p = e.profile
    if p.levels < _LEVELS:
        return None
    pile = max(p.at_high, p.at_low if p.low != 0 else 0.0)
    # A single repeat among few rows is no pile.
    if pile < _SHARE or pile * p.n < 5 or pile < min(_TIMES * p.next_share, max(_SHARE, 5 * p.next_share)):
        return None
    end = p.high if p.at_high >= (p.at_low if p.low != 0 else 0.0) else p.low
    text = f"{pile:.1%} of the values are exactly {end:.6g}: the range was cut there, and the true values lie beyond."
    caveats = (
        f"Values recorded as {end:.6g} are only bounds: a mean learned from them is biased. "
        "Quantiles inside the range are not (pinball loss); a Tobit likelihood models the cut.",
    )
    return Advice(
        text=text,
        value=round(pile, 4),
        losses={"pinball": 1.5, "l1": 0.8},
        traits=("censored",),
        caveats=caveats,
        arguments={"pinball": {"quantile": 0.5}},
    )


HINT = Hint(
    name="top-coded",
    about="loss",
    rule=rule,
    source="Tobin 1958; Powell 1984",
    kinds=("real", "positive"),
    fires=(Evidence(profile=Profile(n=900, high=50.0, at_high=0.08, next_share=0.002), kind="positive"),),
    silent=(
        Evidence(profile=Profile(n=900, high=50.0, at_high=0.001, next_share=0.002), kind="positive"),
        Evidence(profile=Profile(n=900, levels=9, high=9.0, at_high=0.3, next_share=0.002), kind="real"),
    ),
)
