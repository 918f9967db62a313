"""Whole numbers without gaps from 0 or 1 are codes of classes or levels, not quantities."""

import statistics

from rightloss.choose.hint import Advice, Evidence, Hint
from rightloss.choose.profile import Profile
from rightloss.choose.result import Kind

_FEW = 11
# Standard deviations per level: a measured number with this spread takes many more values.
_SPARSE = 2.0
_REPEATS = 5
_CODES: dict[Kind, float] = {"nominal": 4.0, "ordinal": -1.0, "count": -4.0, "real": -1.0, "positive": -1.0}
# Where the largest is exactly 100, they are percents, percentiles or points.
_PERCENT = 100.0
# Scales that questionnaires use.
_SCALES = (5, 7, 10)


def rule(e: Evidence) -> Advice | None:
    """Contiguous from 0 (class indices) or from 1 (often a scale); a "no label" mark beside indices."""
    p = e.profile
    if p.layout != "vector" or p.type != "integer" or p.levels <= 2:
        return None
    if p.ignore_index is not None:
        text = f"Indices 0 to {p.classes - 1} and the value {p.ignore_index}, which marks rows without a label."
        return Advice(text=text, value=p.ignore_index, kinds={"nominal": 6.0, "ordinal": 2.0})
    if not p.contiguous:
        few = p.levels <= _FEW
        text = f"{p.levels} whole numbers between {p.low:g} and {p.high:g}, with gaps."
        # A scale of ten steps has a rare one, which few rows may miss.
        scale = few and p.low in (0.0, 1.0) and p.high <= _FEW - 1
        ordinal = -0.5 if scale else -1.5 if few else -3.0
        if few and p.step < 5 and p.sd > _SPARSE * p.levels and statistics.median(p.counts or (0,)) >= _REPEATS:
            text = (
                f"Only {p.levels} different whole numbers, far apart ({p.low:g} to {p.high:g}): codes, not quantities."
            )
            return Advice(text=text, value=p.levels, kinds=_CODES)
        return Advice(text=text, value=p.levels, kinds={"nominal": -0.5 if few else -2.0, "ordinal": ordinal})
    text = f"{p.levels} whole numbers without a gap, {p.low:g} to {p.high:g}."
    return Advice(text=text, value=p.levels, kinds=_votes(p.low, p.high, p.levels, p.n))


def _votes(low: float, high: float, levels: int, n: int) -> dict[Kind, float]:
    if low < 0 and levels <= 7:
        return {"ordinal": 3.0}
    if low not in (0.0, 1.0) or (high == _PERCENT and levels > _FEW):
        return {}
    if levels <= _FEW:
        scale = 1.0 if levels in _SCALES else 0.0
        return {"nominal": 3.0, "ordinal": 1.0} if low == 0 else {"nominal": 1.5, "ordinal": 2.0 + scale}
    # Many levels: a range without a hole needs several rows per level, and ends sharply where classes end.
    return {"nominal": 2.5 if low == 0 else 1.0} if n >= 5 * levels else {}


HINT = Hint(
    name="class-codes",
    about="kind",
    rule=rule,
    source="PyTorch's class indices start at 0; rating scales at 1",
    fires=(
        Evidence(profile=Profile(type="integer", levels=4, contiguous=True, low=0, high=3)),
        Evidence(
            profile=Profile(
                type="integer",
                levels=4,
                values=(-1.0, 0.0, 1.0, 2.0),
                counts=(1, 5, 5, 5),
                ignore_index=-1,
                low=-1,
                high=2,
            )
        ),
    ),
    silent=(
        Evidence(profile=Profile(type="integer", levels=2, contiguous=True, low=0, high=1)),
        Evidence(profile=Profile(type="float", levels=4, low=0, high=3)),
    ),
)
