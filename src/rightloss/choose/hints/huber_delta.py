"""Huber's delta is in the target's units: 1.345 robust standard deviations of the residuals. The default 1.0 is not."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.profile import Conditional, Profile
from rightloss.choose.residuals import HUBER_K


def rule(e: Evidence) -> Advice | None:
    """From the residuals where there are any, else from the target's own spread."""
    c = e.conditional
    mad = c.residual_mad if c is not None and c.residual_mad else e.profile.mad
    if not mad:
        return None
    return Advice(arguments={"huber": {"delta": float(f"{HUBER_K * mad:.4g}")}})


HINT = Hint(
    name="huber-delta",
    about="loss",
    rule=rule,
    source="Huber 1964",
    kinds=("real", "multi-output"),
    fires=(
        Evidence(profile=Profile(mad=2.0), kind="real"),
        Evidence(profile=Profile(mad=2.0), kind="real", conditional=Conditional(n=99, features=2, residual_mad=0.5)),
    ),
    silent=(Evidence(profile=Profile(mad=0.0), kind="real"),),
)
