"""Counts whose variance exceeds their mean given the features: a Poisson likelihood would be far too sure."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.metrics import parse_metric
from rightloss.choose.profile import Conditional, Profile

_Z = 1.645
_ALPHA = 0.1


def rule(e: Evidence) -> Advice | None:
    """Cameron and Trivedi's test: z above 1.645 and alpha of at least 0.1 in Var = mu + alpha mu^2."""
    c = e.conditional
    if c is None or c.dispersion is None or c.dispersion_z is None:
        return None
    if c.dispersion_z <= _Z or c.dispersion < _ALPHA:
        text = (
            f"The variance given the features is about the mean (alpha = {c.dispersion:.2f}, z = {c.dispersion_z:.1f})."
        )
        return Advice(text=text, value=round(c.dispersion, 3), losses={"poisson-nll": 0.7})
    text = f"The counts are over-dispersed: Var = mu + {c.dispersion:.2f} mu^2 (z = {c.dispersion_z:.1f})."
    caveats = (
        "The Poisson NLL stays consistent for the mean under over-dispersion; its probabilities and intervals do not.",
    )
    wanted = e.rewards in (None, "distribution")
    return Advice(
        text=text,
        value=round(c.dispersion, 3),
        losses={"negative-binomial-nll": 2.2 if wanted else 0.0},
        traits=("over-dispersed",),
        caveats=caveats,
    )


def _case(alpha: float, z: float, metric: str | None = None) -> Evidence:
    return Evidence(
        profile=Profile(type="integer", low=0.0),
        kind="count",
        conditional=Conditional(n=800, features=4, dispersion=alpha, dispersion_z=z),
        goal=parse_metric(metric) if metric else None,
    )


HINT = Hint(
    name="over-dispersion",
    about="loss",
    rule=rule,
    source="Cameron & Trivedi 1990",
    kinds=("count",),
    fires=(_case(0.5, 8.0), _case(0.01, 0.4), _case(0.5, 8.0, "rmse")),
    silent=(Evidence(profile=Profile(type="integer", low=0.0), kind="count"),),
)
