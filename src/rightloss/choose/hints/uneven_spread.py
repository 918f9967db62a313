"""Where the spread of the residuals depends on the features, one variance does not describe them all."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.profile import Conditional, Profile

_P = 0.01
_RATIO = 2.0


def rule(e: Evidence) -> Advice | None:
    """Koenker's studentised Breusch-Pagan test, and a variance ratio large enough to matter."""
    c = e.conditional
    if c is None or c.spread_p is None or c.spread_ratio is None or c.spread_p >= _P or c.spread_ratio < _RATIO:
        return None
    text = (
        f"The residual variance in the widest fifth of the rows is {c.spread_ratio:.1f} times that in the narrowest "
        f"(p = {c.spread_p:.2g})."
    )
    losses = {"gaussian-nll": 0.7, "beta-weighted-gaussian-nll": 1.0} if e.rewards != "mean" else {}
    if e.rewards == "distribution":
        losses = {"beta-weighted-gaussian-nll": 1.5}
    caveats = ("For a point forecast MSE stays right; a variance head gives honest intervals as well.",)
    return Advice(
        text=text, value=round(c.spread_ratio, 2), losses=losses, traits=("heteroscedastic",), caveats=caveats
    )


def _case(p: float, ratio: float) -> Evidence:
    return Evidence(
        profile=Profile(),
        kind="real",
        conditional=Conditional(n=800, features=4, spread_p=p, spread_ratio=ratio),
    )


HINT = Hint(
    name="uneven-spread",
    about="loss",
    rule=rule,
    source="Koenker 1981; Seitzer et al. 2022",
    kinds=("real",),
    fires=(_case(0.001, 5.0),),
    silent=(_case(0.001, 1.3), _case(0.2, 5.0)),
)
