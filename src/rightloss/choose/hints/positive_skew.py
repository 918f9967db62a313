"""Positive numbers whose spread grows with their mean (prices, incomes, times) are not plain reals."""

import math

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.profile import Conditional, Profile
from rightloss.choose.result import Kind

# Log-likelihood per row by which a log-normal or gamma must beat a normal; it does not depend on the number of rows.
_GAIN = 0.03
_PARK = 1.0
# Mean over standard deviation.
_FAR = 5.0
# Log-likelihood over all rows by which skewness shows at all.
_SIGN = 2.0


def rule(e: Evidence) -> Advice | None:
    """With features, the growth of the variance with the mean decides; without, the shape over positive numbers."""
    p, c = e.profile, e.conditional
    if p.layout != "vector" or p.type == "string" or p.levels <= 10 or p.low <= 0:
        return None
    # Whole numbers of moderate size may as well be counts, which are skewed too.
    scale = 1.0 if p.type == "float" else min(max(math.log10(p.median) - 1.5, 0.1), 1.0)
    # So far from zero that the bound does not bind: without a sign of skewness, a plain number.
    neither = -0.75 if p.mean > _FAR * p.sd and p.log_normal_gain * p.n < _SIGN else 0.0
    shape = scale * 2.5 if p.log_normal_gain > _GAIN else -1.5 if p.log_normal_gain < 0 else neither
    if c is not None and c.park_slope is not None and c.park_error is not None and (c.signal or 0) > 0.1:
        sure = abs(c.park_slope - _PARK) > 1.645 * c.park_error
        text = f"The variance grows as the mean to the power {c.park_slope:.2f} (standard error {c.park_error:.2f})."
        vote = (2.0 if c.park_slope > _PARK else -3.0) if sure else 0.0
        return Advice(text=text, value=round(c.park_slope, 3), kinds=_votes(vote + shape))
    text = f"All values are positive; a log-normal or gamma beats a normal by {p.log_normal_gain:.3f} nats a row."
    if shape < 0:
        text = "All values are positive, yet a normal fits them as well as a log-normal or gamma."
    return Advice(text=text, value=round(p.log_normal_gain, 4), kinds=_votes(shape))


def _votes(weight: float) -> dict[Kind, float]:
    return {"positive": weight} if weight > 0 else {"real": -weight}


HINT = Hint(
    name="positive-skew",
    about="kind",
    rule=rule,
    source="Manning & Mullahy 2001",
    fires=(
        Evidence(profile=Profile(low=0.1, high=90.0, log_normal_gain=0.4)),
        Evidence(
            profile=Profile(low=0.1, high=90.0, log_normal_gain=-0.1),
            conditional=Conditional(n=500, features=3, signal=0.5, park_slope=2.0, park_error=0.2),
        ),
    ),
    silent=(Evidence(profile=Profile(low=-0.1, high=90.0)),),
)
