"""Heavy tails: where a few residuals are far larger than the rest, the mean is a poor estimate of the centre.

The rule compares the efficiency of Huber's estimator with that of the mean on out-of-fold residuals. It is asked of
residuals only: a target with heavy tails may have normal residuals.
"""

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.metrics import parse_metric
from rightloss.choose.profile import Conditional, Profile

_RATIO = 1.1
_VERY = 2.0
# Quantile skewness of the residuals above which mean and median are different goals: only the user can choose.
_SYMMETRIC = 0.28
_OUTLIERS = 0.002


def rule(e: Evidence) -> Advice | None:
    """Huber's efficiency ratio, with a bootstrap bound so that small samples do not cry wolf."""
    c = e.conditional
    if c is None or c.huber_ratio is None or c.huber_ratio_floor is None:
        return None
    # A spread that follows the features makes long tails by itself: then the sign has to be stronger.
    uneven = (c.spread_p or 1.0) < 0.01 and (c.spread_ratio or 1.0) >= 2.0
    if c.huber_ratio < (_VERY if uneven else _RATIO) or c.huber_ratio_floor < 1.0:
        text = (
            f"The residuals have ordinary tails: Huber's estimator has {c.huber_ratio:.2f} times the mean's efficiency."
        )
        return Advice(text=text, value=round(c.huber_ratio, 3), losses={"mse": 0.5})
    if abs(c.residual_asymmetry or 0.0) > _SYMMETRIC:
        return None
    text = (
        f"The residuals have heavy tails: Huber's estimator has {c.huber_ratio:.2f} times the efficiency of the mean "
        f"({c.outlier_share or 0:.1%} lie beyond 6 robust standard deviations)."
    )
    outliers = (c.outlier_share or 0.0) > _OUTLIERS
    losses = {"huber": 3.5, "l1": 1.5 if c.huber_ratio < _VERY else 3.0}
    if e.rewards == "mean":
        losses = {"huber": 2.3, "l1": 0.5}
    if e.rewards == "distribution":
        losses = {"student-t-nll": 6.5}
    return Advice(
        text=text,
        value=round(c.huber_ratio, 3),
        losses=losses,
        traits=("heavy-tailed", "outliers") if outliers else ("heavy-tailed",),
        caveats=(
            "Look at the largest residuals: if they are errors of recording, repair them; if they matter, keep MSE.",
        ),
    )


def _case(ratio: float, floor: float, asymmetry: float = 0.0) -> Evidence:
    diagnostics = Conditional(
        n=800,
        features=4,
        huber_ratio=ratio,
        huber_ratio_floor=floor,
        residual_asymmetry=asymmetry,
        outlier_share=0.02,
    )
    return Evidence(profile=Profile(), kind="real", conditional=diagnostics, goal=parse_metric("mae"))


HINT = Hint(
    name="heavy-tails",
    about="loss",
    rule=rule,
    source="Huber 1964",
    kinds=("real",),
    fires=(_case(1.6, 1.3), _case(0.95, 0.9)),
    silent=(_case(1.6, 1.3, asymmetry=0.5), Evidence(profile=Profile(), kind="real")),
)
