"""More zeros than a negative binomial has room for: some of them have a cause of their own."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.profile import Conditional, Profile

_RATIO = 1.25
# One test among several that are made: a stricter level than the usual 0.01.
_P = 0.002


def rule(e: Evidence) -> Advice | None:
    """Against a negative binomial, not a Poisson: over-dispersion alone makes zeros."""
    c = e.conditional
    if c is None or c.zero_ratio is None or c.zero_p is None or c.zero_ratio < _RATIO or c.zero_p >= _P:
        return None
    text = (
        f"A fit with extra zeros beats a negative binomial (p = {c.zero_p:.2g}): "
        f"its count part explains one of {c.zero_ratio:.2f} zeros."
    )
    wanted = e.rewards in (None, "distribution")
    # Unlisted losses start far behind: without a metric the inflated likelihood comes second, for an NLL first.
    losses = {"zero-inflated-negative-binomial-nll": 6.5 if e.rewards else 4.0, "negative-binomial-nll": 0.5}
    losses = losses if wanted else {}
    caveats = ("A mean forecast does not need a model of the zeros; the probability of a zero does.",)
    return Advice(text=text, value=round(c.zero_ratio, 3), losses=losses, traits=("zero-inflated",), caveats=caveats)


def _case(ratio: float, p: float) -> Evidence:
    diagnostics = Conditional(n=800, features=4, zero_ratio=ratio, zero_p=p)
    return Evidence(profile=Profile(type="integer", low=0.0), kind="count", conditional=diagnostics)


HINT = Hint(
    name="excess-zeros",
    about="loss",
    rule=rule,
    source="Warton 2005; Self & Liang 1987",
    kinds=("count",),
    fires=(_case(1.6, 0.0001),),
    silent=(_case(1.1, 0.0001), _case(1.6, 0.2)),
)
