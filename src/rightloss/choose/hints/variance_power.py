"""Which likelihood for a positive target? The power at which its variance grows tells (modified Park test)."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.profile import Conditional, Profile

_MIN_ROWS = 100


def rule(e: Evidence) -> Advice | None:
    """Near 2 gamma, between 1 and 2 Tweedie of that power, near 0 squared error."""
    c = e.conditional
    if c is None or c.park_slope is None or c.park_error is None or c.n < _MIN_ROWS:
        return None
    if (c.signal or 0.0) < 0.05:
        # Means that hardly vary say nothing about how the variance follows them.
        return None
    slope = c.park_slope
    power = min(max(round(slope, 1), 1.1), 1.9)
    arguments = {"tweedie-deviance": {"power": power}}
    text = f"The residual variance grows as the mean to the power {slope:.2f} (standard error {c.park_error:.2f})."
    value = round(slope, 3)
    if e.kind == "zero-inflated-positive":
        return Advice(text=text, value=value, losses={"tweedie-deviance": 0.5}, arguments=arguments)
    return Advice(text=text, value=value, losses=_votes(slope), arguments=arguments)


def _votes(slope: float) -> dict[str, float]:
    if slope >= 1.7:
        return {"gamma-deviance": 1.5}
    if slope >= 1.3:
        return {"tweedie-deviance": 1.5, "gamma-deviance": 0.5}
    if slope >= 0.6:
        return {"tweedie-deviance": 1.0, "poisson-nll": 0.5}
    return {"mse": 2.0}


def _case(slope: float, n: int = 800) -> Evidence:
    diagnostics = Conditional(n=n, features=4, signal=0.4, park_slope=slope, park_error=0.1)
    return Evidence(profile=Profile(low=0.1), kind="positive", conditional=diagnostics)


HINT = Hint(
    name="variance-power",
    about="loss",
    rule=rule,
    source="Manning & Mullahy 2001",
    kinds=("positive", "zero-inflated-positive"),
    fires=(_case(2.0), _case(1.5), _case(0.0)),
    silent=(_case(2.0, n=40), Evidence(profile=Profile(low=0.1), kind="positive")),
)
