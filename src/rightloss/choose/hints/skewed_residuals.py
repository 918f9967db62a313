"""Skewed residuals: mean and median differ, so MSE and MAE want different predictions. The metric decides."""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.profile import Conditional, Profile

# Quantile skewness (5, 50, 95 %) of a gamma with moment skewness 1.
_SKEWED = 0.28


def rule(e: Evidence) -> Advice | None:
    """Quantile skewness of out-of-fold residuals."""
    c = e.conditional
    if c is None or c.residual_asymmetry is None or abs(c.residual_asymmetry) <= _SKEWED:
        return None
    side = "right" if c.residual_asymmetry > 0 else "left"
    text = f"The residuals are skewed to the {side} (quantile skewness {c.residual_asymmetry:.2f})."
    caveats = ("MSE predicts the mean and L1 the median, which differ here: decide which one you are judged by.",)
    return Advice(text=text, value=round(c.residual_asymmetry, 3), traits=("skewed",), caveats=caveats)


def _case(asymmetry: float) -> Evidence:
    diagnostics = Conditional(n=800, features=4, residual_asymmetry=asymmetry)
    return Evidence(profile=Profile(), kind="positive", conditional=diagnostics)


HINT = Hint(
    name="skewed-residuals",
    about="loss",
    rule=rule,
    source="Hinkley 1975",
    kinds=("real", "positive"),
    fires=(_case(0.5), _case(-0.5)),
    silent=(_case(0.1), Evidence(profile=Profile(skewness=4.0), kind="real")),
)
