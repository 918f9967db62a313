"""A feature that gives the target away makes every residual small and every model look perfect."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.profile import Conditional, Profile

_SHOWN = 3


def rule(e: Evidence) -> Advice | None:
    """Some feature is a copy of the target, or another coding of it."""
    if e.conditional is None or not e.conditional.leaks:
        return None
    names = ", ".join(repr(name) for name in e.conditional.leaks[:_SHOWN])
    gives = "gives" if len(e.conditional.leaks) == 1 else "each give"
    caveat = (
        f"{names} {gives} the target away, and stayed out of the residuals; "
        "leave out what will not be known when you predict."
    )
    return Advice(caveats=(caveat,))


HINT = Hint(
    name="leaking-features",
    about="loss",
    rule=rule,
    source="Kaufman, Rosset, Perlich & Stitelman 2012",
    fires=(Evidence(profile=Profile(), conditional=Conditional(n=500, features=3, leaks=("price_eur",)), kind="real"),),
    silent=(Evidence(profile=Profile(), conditional=Conditional(n=500, features=3), kind="real"),),
)
