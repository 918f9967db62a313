"""Curves drawn with characters."""

import math
from collections.abc import Sequence
from itertools import pairwise

from rightloss.report.curves import AXIS_LABELS, Line

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # bits of a braille cell, row by row
_MARKS = "●○◆◇■□"
_ASCII_MARKS = "*o+x#@"

Points = list[tuple[float, float]]


def terminal_plot(
    lines: Sequence[Line], *, width: int = 60, height: int = 12, gradient: bool = False, unicode: bool = True
) -> str:
    """A picture of one or more curves as text.

    Args:
        lines: curves that share an axis.
        width: columns in all.
        height: rows of the drawing, without the axis.
        gradient: draw the gradients as well, with marks of their own.
        unicode: whether block and braille characters can be shown; otherwise ASCII.

    Returns:
        Lines of text, each at most `width` wide, without a final newline.
    """
    curves = _curves(lines, gradient)
    xs = [x for _, points in curves for x, _ in points]
    ys = [y for _, points in curves for _, y in points]
    box = (min(xs), max(xs), *_padded(min(ys), max(ys)))
    labels = [f"{box[3]:.3g}", f"{box[2]:.3g}"]
    margin = max(map(len, labels))
    columns = max(width - margin - 2, 8)
    rows = _draw(curves, box, columns, height, unicode)
    bar, corner, dash = ("│", "└", "─") if unicode else ("|", "+", "-")
    left = [labels[0], *[""] * (height - 2), labels[1]]
    picture = [f"{label:>{margin}} {bar}{row}".rstrip() for label, row in zip(left, rows, strict=True)]
    foot = _foot(f"{box[0]:g}", AXIS_LABELS[lines[0].axis], f"{box[1]:g}", columns)
    pad = " " * (margin + 1)
    return "\n".join([*picture, f"{pad}{corner}{dash * columns}", f"{pad} {foot}", *_legend(curves, pad, unicode)])


def _curves(lines: Sequence[Line], gradient: bool) -> list[tuple[str, Points]]:
    found = [(line.name, _finite(line.x, line.values)) for line in lines]
    if gradient:
        found += [(f"gradient of {line.name}", _finite(line.x, line.gradients)) for line in lines]
    return [(name, points) for name, points in found if points]


def _finite(x: Sequence[float], y: Sequence[float]) -> Points:
    return [(a, b) for a, b in zip(x, y, strict=True) if math.isfinite(b)]


def _padded(low: float, high: float) -> tuple[float, float]:
    return (low, high) if low < high else (low - 1.0, high + 1.0)


def _foot(left: str, middle: str, right: str, columns: int) -> str:
    middle = middle[: max(columns - len(left) - len(right) - 2, 0)]
    return left + middle.center(columns - len(left) - len(right)) + right


def _draw(
    curves: list[tuple[str, Points]], box: tuple[float, float, float, float], columns: int, height: int, unicode: bool
) -> list[str]:
    if len(curves) == 1 and unicode:
        return _braille(curves[0][1], box, columns, height)
    grid = [[" "] * columns for _ in range(height)]
    marks = _MARKS if unicode else _ASCII_MARKS
    for index, (_, points) in enumerate(curves):
        for column, row in _cells(points, box, columns, height):
            if grid[row][column] != " " and column % (index + 1):
                continue  # where curves coincide, their marks take turns
            grid[row][column] = marks[index % len(marks)]
    return ["".join(row) for row in grid]


def _braille(points: Points, box: tuple[float, float, float, float], columns: int, height: int) -> list[str]:
    bits = [[0] * columns for _ in range(height)]
    for x, y in _cells(points, box, columns * 2, height * 4):
        bits[y // 4][x // 2] |= _DOTS[y % 4][x % 2]
    return ["".join(chr(0x2800 + cell) if cell else " " for cell in row) for row in bits]


def _cells(points: Points, box: tuple[float, float, float, float], columns: int, rows: int) -> list[tuple[int, int]]:
    """Grid cells (column, row from the top) that the polyline through `points` passes."""
    low_x, high_x, low_y, high_y = box
    places = [
        ((x - low_x) / (high_x - low_x) * (columns - 1), (high_y - y) / (high_y - low_y) * (rows - 1))
        for x, y in points
    ]
    cells = [(round(x), round(y)) for x, y in places]
    for (x0, y0), (x1, y1) in pairwise(places):
        steps = math.ceil(max(abs(x1 - x0), abs(y1 - y0)))
        cells += [(round(x0 + (x1 - x0) * k / steps), round(y0 + (y1 - y0) * k / steps)) for k in range(1, steps)]
    return cells


def _legend(curves: list[tuple[str, Points]], pad: str, unicode: bool) -> list[str]:
    if len(curves) == 1:
        return []
    marks = _MARKS if unicode else _ASCII_MARKS
    return [f"{pad} {marks[index % len(marks)]} {name}" for index, (name, _) in enumerate(curves)]
