"""Which curves a choice is illustrated by: the winner and its rivals, by the real functions."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rightloss._optional import MissingExtraError
from rightloss.catalog import Loss, losses
from rightloss.choose.result import Choice, Recommendation
from rightloss.report.curves import AXIS_LABELS, CurveError, Line, sample_curves

_MAX_LINES = 4
# Above this ratio of their largest values the smaller of two curves is a flat line at the bottom.
_UNLIKE = 4.0
# Arguments that leave out targets: they could leave out the one that the curve is drawn for.
_ABOUT_TARGETS = frozenset({"ignore_index"})
_ERROR_SPAN = (-4.0, 4.0)


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Curves that share a horizontal axis.

    Attributes:
        label: what the axis is.
        lines: the curves; the winner's first where it is among them.
        scaled: whether each is to be divided by its largest size, as their own sizes cannot be read side by side.
    """

    label: str
    lines: tuple[Line, ...]
    scaled: bool


def panels(choice: Choice) -> tuple[tuple[Panel, ...], str]:
    """The pictures of a choice, the winner's axis first, and what is missing from them ("" where nothing is)."""
    drawn: dict[str, list[Line]] = {}
    missing = []
    for item in choice.ranking[:_MAX_LINES]:
        entry = losses().get(item.loss)
        if entry is None or entry.curve is None:
            missing.append(f"{item.loss} depends on more than one number, so it has no curve.")
            continue
        try:
            line = _line(entry, item, choice.residual_span)
        except MissingExtraError as error:
            return (), f"The curves are left out: {error}."
        except CurveError as error:
            missing.append(f"{item.loss} is not drawn: {error}")
        else:
            drawn.setdefault(_label(entry), []).append(line)
    found = (Panel(label=label, lines=tuple(lines), scaled=_unlike(lines)) for label, lines in drawn.items())
    return tuple(found), " ".join(missing)


def _label(entry: Loss) -> str:
    assert entry.curve is not None  # panels has left the others out
    name = AXIS_LABELS[entry.curve.axis]
    return f"{name} (target {entry.curve.target:g})" if entry.curve.axis == "prediction" else name


def _line(entry: Loss, item: Recommendation, residuals: tuple[float, float] | None) -> Line:
    assert entry.curve is not None  # panels has left the others out
    known = {option.name for option in entry.options} - _ABOUT_TARGETS
    options = {name: value for name, value in item.arguments.items() if name in known and _is_number(value)}
    start, stop = entry.curve.start, entry.curve.stop
    if entry.curve.axis == "error":
        start, stop = _widened(residuals or _ERROR_SPAN)
    return sample_curves([entry], start=start, stop=stop, options=options)[0]


def _is_number(value: object) -> bool:
    return isinstance(value, float) or (isinstance(value, int) and not isinstance(value, bool))


def _widened(span: tuple[float, float]) -> tuple[float, float]:
    """The span with zero in it, where every loss of an error has its least value, and never empty."""
    low, high = min(span[0], 0.0), max(span[1], 0.0)
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        return _ERROR_SPAN
    return low, high


def largest(values: Sequence[float]) -> float:
    """The largest finite size among the values; 1 where all are zero."""
    return max((abs(value) for value in values if math.isfinite(value)), default=0.0) or 1.0


def _unlike(lines: Sequence[Line]) -> bool:
    tops = [largest(line.values) for line in lines]
    return max(tops) > _UNLIKE * min(tops)
