"""A small writer of SVG figures: bars, columns, histograms and lines, coloured by the page they stand in.

Colours come from CSS classes (`mark`, `grid`, `s1` to `s4`), with `currentColor` where the page defines none.
"""

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 460.0, 290.0
_SIZE = 13
_CHARACTER = 7.9  # mean width of a character at this size, in pixels
_LONGEST = 18
_DASHES = ("", "8 4", "2 4", "10 3 2 3")


@dataclass(frozen=True, kw_only=True)
class Series:
    """One line of a chart: its name in the legend, and its points; non-finite ones leave a gap."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The drawing area in pixels, and what of the plane it shows."""

    left: float
    top: float
    right: float
    bottom: float
    x: tuple[float, float]
    y: tuple[float, float]

    def across(self, value: float) -> float:
        """Horizontal place of a value."""
        return self.left + (value - self.x[0]) / (self.x[1] - self.x[0]) * (self.right - self.left)

    def down(self, value: float) -> float:
        """Vertical place of a value."""
        return self.bottom - (value - self.y[0]) / (self.y[1] - self.y[0]) * (self.bottom - self.top)


def nice_ticks(low: float, high: float, wanted: int = 5) -> tuple[float, ...]:
    """Round numbers (steps of 1, 2, 2.5 or 5 times a power of ten) within [low, high], about `wanted` of them."""
    if high - low <= 1e-12 * max(abs(low), abs(high)):
        return (low,)
    raw = (high - low) / wanted
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(float(f"{index * step:.10g}") for index in range(first, last + 1))


def tick_label(value: float) -> str:
    """A number short enough for an axis: 0.25, 1500, 25k, 3M, 2e-05."""
    size = abs(value)
    for limit, suffix in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if limit <= size < 1e12:
            unit = 1e3 if suffix == "k" else limit
            return f"{value / unit:.4g}{suffix}"
    return f"{value:.6g}".replace("-", "\N{MINUS SIGN}", 1) if size >= 1e-4 or size == 0 else f"{value:.2g}"


def shortened(label: str, longest: int = _LONGEST) -> str:
    """The label, its end replaced by an ellipsis where it is too long."""
    return label if len(label) <= longest else f"{label[: longest - 1]}…"


def bars(counts: Sequence[int], labels: Sequence[str], *, title: str, total: int | None = None) -> str:
    """Horizontal bars, one per class, each with its label, count and share of `total` (by default of their sum)."""
    total = sum(counts) if total is None else total
    step = 24.0 if len(counts) <= 12 else 19.0
    names = [shortened(label) for label in labels]
    ends = [_share(count, total) for count in counts]
    left = 10 + _CHARACTER * max(map(len, names), default=0)
    room = WIDTH - left - 10 - _CHARACTER * max(map(len, ends), default=0)
    top = max(counts, default=0) or 1
    parts = []
    for index, (count, name, label, end) in enumerate(zip(counts, names, labels, ends, strict=True)):
        y, length = 4 + index * step, room * count / top
        baseline = y + step / 2 + 3
        tip = f"<title>{_text(label)}</title>"
        parts.append(_label(left - 6, baseline, name, anchor="end", tip=tip))
        parts.append(_box(left, y, max(length, 1.0), step - 5))
        parts.append(_label(left + length + 6, baseline, end))
    return _svg(parts, title, height=8 + step * len(counts))


def columns(counts: Sequence[int], labels: Sequence[str], *, title: str, x_label: str = "") -> str:
    """Vertical bars over ordered labels (counts, levels); labels are thinned out, or turned where they are long."""
    names = [shortened(label, 12) for label in labels]
    widest = _CHARACTER * max(map(len, names), default=0)
    slot = (WIDTH - 70) / max(len(names), 1)
    turned = widest > slot and any(not _is_number(name) for name in names)
    frame = _frame((0.0, float(max(len(counts), 1))), (0.0, float(max(counts, default=0) or 1)), bool(x_label))
    if turned:
        frame = Frame(**{**vars(frame), "bottom": frame.bottom - widest * 0.7 + 8})
    parts = _y_axis(frame, "count")
    every = 1 if turned else math.ceil((widest + 6) / slot)
    for index, (count, name) in enumerate(zip(counts, names, strict=True)):
        x = frame.across(index)
        top = frame.down(count)
        parts.append(_box(x + slot * 0.1, top, slot * 0.8, frame.bottom - top))
        if index % every == 0:
            middle = x + slot / 2
            parts.append(_turned(middle, frame.bottom + 10, name) if turned else _below(frame, middle, name))
    return _svg([*parts, _base(frame), _x_name(frame, x_label)], title)


def histogram(counts: Sequence[int], edges: Sequence[float], *, title: str, x_label: str = "") -> str:
    """Bars over bins; `edges` has one element more than `counts`."""
    span = _widened(edges[0], edges[-1])
    frame = _frame(span, (0.0, float(max(counts) or 1)), bool(x_label))
    parts = _y_axis(frame, "count")
    for count, low, high in zip(counts, edges[:-1], edges[1:], strict=True):
        if count:
            x, top = frame.across(low), min(frame.down(count), frame.bottom - 1.0)
            parts.append(_box(x + 0.5, top, max(frame.across(high) - x - 1, 1.0), frame.bottom - top))
    parts += [_below(frame, frame.across(tick), tick_label(tick)) for tick in nice_ticks(*span, 6)]
    return _svg([*parts, _base(frame), _x_name(frame, x_label)], title)


def line_chart(series: Sequence[Series], *, title: str, x_label: str, y_label: str) -> str:
    """Lines over a common axis with a legend above; the first is the thickest, below the others."""
    xs = [x for line in series for x in line.x]
    ys = [y for line in series for y in line.y if math.isfinite(y)]
    legend, height = _legend([line.name for line in series])
    low, high = _widened(min(ys, default=0.0), max(ys, default=1.0))
    margin = 0.04 * (high - low)
    bottom = low if low == 0 else low - margin
    frame = _frame(_widened(min(xs), max(xs)), (bottom, high + margin), bool(x_label), top=height + 32)
    parts = [*legend, *_y_axis(frame, y_label)]
    for tick in nice_ticks(*frame.x, 6):
        parts.append(_below(frame, frame.across(tick), tick_label(tick)))
    if frame.x[0] < 0 < frame.x[1]:
        parts.append(_rule(frame.across(0), frame.top, frame.across(0), frame.bottom, "grid"))
    parts += [_path(frame, line, index) for index, line in enumerate(series)]
    return _svg([*parts, _base(frame), _x_name(frame, x_label)], title)


def _share(count: int, total: int) -> str:
    share = 100 * count / (total or 1)
    return f"{count:,} ({share:.0f}%)" if share >= 1 or count == 0 else f"{count:,} ({share:.1g}%)"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _widened(low: float, high: float) -> tuple[float, float]:
    return (low, high) if high - low > 1e-12 * max(abs(low), abs(high)) else (low - 0.5, high + 0.5)


def _frame(x: tuple[float, float], y: tuple[float, float], named: bool, top: float = 24.0) -> Frame:
    margin = 14 + _CHARACTER * max(len(tick_label(tick)) for tick in nice_ticks(*y))
    return Frame(left=margin, top=top, right=WIDTH - 14, bottom=HEIGHT - (44 if named else 24), x=x, y=y)


def _svg(parts: Sequence[str], title: str, height: float = HEIGHT) -> str:
    name = _text(title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {height:g}" role="img" '
        f'aria-label="{name}" font-size="{_SIZE}" fill="currentColor"><title>{name}</title>{"".join(parts)}</svg>'
    )


def _text(text: str) -> str:
    return html.escape(text, quote=True)


def _label(x: float, y: float, text: str, *, anchor: str = "start", extra: str = "", tip: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{extra}>{_text(text)}{tip}</text>'


def _box(x: float, y: float, width: float, height: float) -> str:
    return f'<rect class="mark" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="1.5"/>'


def _rule(x1: float, y1: float, x2: float, y2: float, style: str) -> str:
    opacity = "0.2" if style == "grid" else "0.7"
    return (
        f'<line class="{style}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
        f'stroke="currentColor" stroke-opacity="{opacity}"/>'
    )


def _base(frame: Frame) -> str:
    return _rule(frame.left, frame.bottom, frame.right, frame.bottom, "axis")


def _below(frame: Frame, x: float, text: str) -> str:
    return _label(x, frame.bottom + 17, text, anchor="middle")


def _turned(x: float, y: float, text: str) -> str:
    return _label(x, y, text, anchor="end", extra=f' transform="rotate(-40 {x:.1f} {y:.1f})"')


def _x_name(frame: Frame, text: str) -> str:
    if not text:
        return ""
    return _label((frame.left + frame.right) / 2, HEIGHT - 6, shortened(text, 50), anchor="middle")


def _y_axis(frame: Frame, name: str) -> list[str]:
    parts = [_label(4, frame.top - 10, name)]
    for tick in nice_ticks(*frame.y):
        y = frame.down(tick)
        parts.append(_rule(frame.left, y, frame.right, y, "grid"))
        parts.append(_label(frame.left - 6, y + 4, tick_label(tick), anchor="end"))
    return parts


def _legend(names: Sequence[str]) -> tuple[list[str], float]:
    """The items of a legend from the top left, in as many rows as they need, and their height."""
    parts, x, y = [], 4.0, 12.0
    for index, name in enumerate(names):
        width = 42 + _CHARACTER * len(name)
        if x > 4 and x + width > WIDTH:
            x, y = 4.0, y + 18
        parts.append(f'<path class="s{index % 4 + 1}" {_stroke(index)} d="M{x:.1f} {y - 4:.1f}h24"/>')
        parts.append(_label(x + 30, y, name))
        x += width + 6
    return parts, y


def _path(frame: Frame, line: Series, index: int) -> str:
    steps, drawing = [], False
    for x, y in zip(line.x, line.y, strict=True):
        if math.isfinite(y):
            steps.append(f"{'L' if drawing else 'M'}{frame.across(x):.1f} {frame.down(y):.1f}")
        drawing = math.isfinite(y)
    return f'<path class="s{index % 4 + 1}" {_stroke(index)} d="{"".join(steps)}"/>'


def _stroke(index: int) -> str:
    dash = _DASHES[index % len(_DASHES)]
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'fill="none" stroke="currentColor" stroke-width="{3 if index == 0 else 2}"{dashes}'
