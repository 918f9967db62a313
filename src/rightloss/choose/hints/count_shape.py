"""Does the column look drawn from a Poisson or negative binomial? Counts start near 0 and have a tail to the right."""

import math

from scipy import stats

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.profile import Conditional, Profile
from rightloss.choose.result import Kind

# Divergence from the best count distribution, in nats per row.
_CLOSE = 0.04
_FAR = 0.12
_BEYOND = 5.0
# From here on single values repeat too rarely to compare frequencies: moments decide.
_LARGE = 40
# Rows per level from which a hump is more than chance.
_PER_LEVEL = 5
# Mean over standard deviation, from which the distance to zero says more than the skewness of few rows.
_APART = 4.0
# Orders of magnitude above 50: beyond 5000, size says no more (a long identifier is no surer an amount).
_BIGGEST = 2.0


def rule(e: Evidence) -> Advice | None:
    """Non-negative whole numbers: frequencies for small ones, moments for large ones."""
    p = e.profile
    if p.layout != "vector" or p.type != "integer" or p.levels <= 2 or p.low < 0 or p.mean <= 0:
        return None
    if p.high <= _LARGE and math.isfinite(p.count_misfit):
        text = f"The frequencies are {p.count_misfit:.3f} nats from the best Poisson or negative binomial."
        return Advice(text=text, value=round(p.count_misfit, 4), kinds=_by_frequencies(p))
    text = (
        f"Mean {p.mean:.4g} and variance {p.sd**2:.4g}: ratio {p.sd**2 / p.mean:.3g}; "
        f"skewness {p.skewness:.2f} against a coefficient of variation of {p.sd / p.mean:.2f}."
    )
    return Advice(text=text, value=round(p.sd**2 / p.mean, 4), kinds=_by_moments(p, e.conditional))


def _by_frequencies(p: Profile) -> dict[Kind, float]:
    # Counts have no last value: where the fit expects rows beyond the largest and there are none, they are classes.
    tail = -3.0 if p.count_beyond > _BEYOND else 1.5 if p.levels > 4 and _thin_end(p) else 0.0
    empty = 1.0 if p.high >= 4 and not p.contiguous and p.low <= 1 else 0.0
    start = 0.5 if p.low == 0 else -1.5
    # The estimate of the divergence has this standard error when the column is a count.
    misfit = p.count_misfit - math.sqrt(2.0 * p.levels) / (2 * p.n)
    if misfit < _CLOSE:
        return {"count": 2.0 + tail + empty + start}
    if misfit < _FAR:
        return {"count": 0.5 + tail + empty + start}
    return {"count": -2.5 + empty + min(start, 0)}


def _thin_end(p: Profile) -> bool:
    """Whether few rows reach the largest value: of equally likely levels, or of a hump that falls off to both sides."""
    hump = p.n >= _PER_LEVEL * p.levels and p.counts and max(p.counts) not in (p.counts[0], p.counts[-1])
    return p.at_high < (0.25 * max(p.counts) / p.n if hump else 0.25 / p.levels)


def _by_moments(p: Profile, c: Conditional | None) -> dict[Kind, float]:
    ratio = _spread(p, c)
    lean = p.skewness * p.mean / p.sd if p.sd > 0 else 0.0
    error = 3 * math.sqrt(2 / p.n)
    if _rows_below(p) > _BEYOND:
        return {"count": -2.0, "real": 1.0, "positive": 0.5}
    big = min(max(0.0, math.log10(max(p.median, 1.0)) - 1.7), _BIGGEST)
    if abs(ratio - 1) < max(error, 0.2):
        return {"count": 4.0, "nominal": -3.0, "ordinal": -3.0}
    if p.mean > _APART * p.sd:
        # Over-dispersed counts reach down towards zero; what stays this far from it is a measurement in whole units.
        return {"real": 2.0, "positive": 1.0, "count": -0.5, "ordinal": -1.0}
    if ratio < 1 or lean < 0.6:
        return {"real": 2.0, "count": -1.5, "ordinal": -1.0}
    amount = 1.0 + 1.5 * big
    return {"count": 3.0 - 2.5 * big, "positive": amount, "nominal": -2.0, "ordinal": -3.0}


def _rows_below(p: Profile) -> float:
    """Rows that counts of the same mean and variance leave below the smallest value, if these mix as they may.

    The fewer of what a gamma mixture (negative binomial) and a log-normal mixture of Poissons expect.
    """
    size = p.mean**2 / max(p.sd**2 - p.mean, 1e-9)
    spread = math.sqrt(math.log1p(1 / size))
    log_normal = stats.norm.cdf((math.log(max(p.low, 1e-9)) - math.log(p.mean) + spread**2 / 2) / spread)
    return p.n * min(float(stats.nbinom.cdf(p.low - 1, size, size / (size + p.mean))), float(log_normal))


def _spread(p: Profile, c: Conditional | None) -> float:
    """Variance over mean, given the features where there are any: 1 for a Poisson."""
    if c is not None and c.dispersion is not None and (c.signal or 0.0) > 0:
        return 1.0 + c.dispersion * p.mean
    return p.sd**2 / p.mean


HINT = Hint(
    name="count-shape",
    about="kind",
    rule=rule,
    source="Cameron & Trivedi 2013",
    fires=(
        Evidence(profile=Profile(type="integer", levels=9, low=0, high=8, mean=2.5, count_misfit=0.01, at_high=0.01)),
        Evidence(profile=Profile(type="integer", levels=60, low=60, high=140, mean=100, sd=10, median=100)),
    ),
    silent=(Evidence(profile=Profile(type="integer", levels=9, low=-4, high=4)),),
)
