"""Zeros beside amounts: one compound distribution (Tweedie), or a model of each (hurdle)."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.profile import Profile

_COMPOUND = 1.5


def rule(e: Evidence) -> Advice | None:
    """Fires for every such target; the power is the usual 1.5 unless residuals tell another."""
    p = e.profile
    if p.zeros <= 0:
        return None
    text = "A compound Poisson-gamma (Tweedie) distribution allows exact zeros beside amounts, as one mean for both."
    return Advice(
        text=text,
        value=_COMPOUND,
        losses={"tweedie-deviance": 0.5},
        arguments={"tweedie-deviance": {"power": _COMPOUND}},
        traits=("zero-inflated",),
        caveats=("A model trained with MSE on log(1 + y) predicts near the median and far below the mean here.",),
    )


HINT = Hint(
    name="lump-at-zero",
    about="loss",
    rule=rule,
    source="Tweedie 1984; Duan et al. 1983",
    kinds=("zero-inflated-positive",),
    fires=(Evidence(profile=Profile(low=0.0, zeros=0.4), kind="zero-inflated-positive"),),
    silent=(Evidence(profile=Profile(low=0.1, zeros=0.0), kind="zero-inflated-positive"),),
)
