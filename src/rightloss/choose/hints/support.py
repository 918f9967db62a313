"""What the range of the target rules out, with certainty: negative values, zeros, ones, values that are not whole."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.profile import Profile


def rule(e: Evidence) -> Advice | None:
    """Losses that are infinite or undefined somewhere in the data."""
    p = e.profile
    if p.layout != "vector" or p.type == "string":
        return None
    out: dict[str, str] = {}
    if p.low < 0:
        negative = f"the target goes down to {p.low:.4g}; it needs values of 0 or more"
        out |= dict.fromkeys(("poisson-nll", "negative-binomial-nll", "tweedie-deviance", "gamma-deviance"), negative)
    if p.low <= -1:
        out["msle"] = f"the target goes down to {p.low:.4g}; log(1 + y) needs values above -1"
    if p.low == 0:
        out["gamma-deviance"] = f"{p.zeros:.2%} of targets are exactly 0, where it is infinite"
    if p.low < 0 or p.high > 1:
        out["beta-nll"] = (
            f"the target ranges from {p.low:.4g} to {p.high:.4g}; a Beta distribution lives between 0 and 1"
        )
    elif p.zeros or p.ones:
        exact = (
            f"{p.zeros:.2%} of targets are exactly 0 and {p.ones:.2%} exactly 1, where a Beta density is 0 or infinite"
        )
        out["beta-nll"] = exact
    if p.type == "float":
        out |= dict.fromkeys(
            ("negative-binomial-nll", "cross-entropy"), "the target has values that are not whole numbers"
        )
    return Advice(rules_out=out) if out else None


HINT = Hint(
    name="support",
    about="loss",
    rule=rule,
    source="domain of the likelihood",
    kinds=("real", "count", "positive", "zero-inflated-positive", "circular", "proportion"),
    fires=(
        Evidence(profile=Profile(low=-1.0), kind="real"),
        Evidence(profile=Profile(low=0.0, high=1.0, zeros=0.1), kind="proportion"),
    ),
    silent=(Evidence(profile=Profile(type="integer", low=0.0, high=1.0, layout="labels"), kind="count"),),
)
