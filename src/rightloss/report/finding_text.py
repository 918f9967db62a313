"""Findings as text: one line each, or like a compiler's message with the line, the way of the tensor, why and help."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from rightloss.findings import Finding, Place

# Gives a line of a file (of a cell, where there is one), None where it is not known.
Lines = Callable[[Place], str | None]

_CODES = {"red": "31", "yellow": "33", "blue": "34", "cyan": "36", "bold": "1"}


def position(place: Place) -> str:
    """file.py:3:7, or book.ipynb:cell 2:3:7."""
    cell = "" if place.cell is None else f"cell {place.cell}:"
    return f"{place.path}:{cell}{place.line}:{place.column}"


def to_concise(findings: Sequence[Finding], *, color: bool = False) -> str:
    """One line for each finding; [*] marks those that --fix repairs, [**] those that need --unsafe-fixes."""
    return "".join(
        f"{_paint(position(item.place), 'bold', color)}: {_code(item, color)} {_mark(item)}{item.message}\n"
        for item in findings
    )


def to_full(findings: Sequence[Finding], lines: Lines, *, color: bool = False) -> str:
    """A frame for each finding: the line with a caret, the way of the tensor, why it hurts, what to write instead."""
    return "\n".join(_frame(item, lines, color) for item in findings)


def to_statistics(findings: Sequence[Finding]) -> str:
    """How often each mistake was found, the most frequent first."""
    count = Counter((item.code, item.name) for item in findings)
    width = max((len(str(number)) for number in count.values()), default=1)
    rows = sorted(count.items(), key=lambda item: (-item[1], item[0]))
    return "".join(f"{number:>{width}}  {code}  {name}\n" for (code, name), number in rows)


def summary(findings: Sequence[Finding], *, unsafe: bool = False) -> str:
    """The last line: how many, and how many of them can be fixed."""
    if not findings:
        return "All checks passed.\n"
    safe = sum(item.fix is not None and (item.fix.safe or unsafe) for item in findings)
    rest = sum(item.fix is not None for item in findings) - safe
    text = f"Found {len(findings)} mistake{'s' if len(findings) > 1 else ''}."
    if safe:
        text += f" {safe} can be fixed with --fix."
    if rest:
        text += f" {rest} can be fixed with --fix --unsafe-fixes."
    return text + "\n"


def way(finding: Finding) -> str:
    """The way that the value took: softmax(dim=1) at model.py:31 -> here at train.py:58."""
    if not finding.trail:
        return ""
    stations = [*((step.what, step.place) for step in finding.trail), ("here", finding.place)]
    return " -> ".join(f"{what} at {_line_of(place)}" for what, place in stations)


def _line_of(place: Place) -> str:
    cell = "" if place.cell is None else f"cell {place.cell}:"
    return f"{place.path}:{cell}{place.line}"


def _frame(finding: Finding, lines: Lines, color: bool) -> str:
    place = finding.place
    margin = " " * len(str(place.line))
    bar = _paint("|", "blue", color)
    out = [f"{_code(finding, color)} {_paint(finding.name, 'bold', color)}: {finding.message}"]
    out.append(f"{margin}{_paint('-->', 'blue', color)} {position(place)}")
    line = lines(place)
    if line is not None:
        text = line.expandtabs(1)
        out += [f"{margin} {bar}", f"{_paint(str(place.line), 'blue', color)} {bar} {text}".rstrip()]
        out.append(f"{margin} {bar} {_paint(_carets(place, text), 'red', color)}")
    notes = (("way", way(finding)), ("why", finding.why), ("help", finding.help), ("fix", _fix_note(finding)))
    out += [f"{margin} {_paint('=', 'blue', color)} {label}: {text}" for label, text in notes if text]
    return "\n".join(out) + "\n"


def _carets(place: Place, text: str) -> str:
    end = place.end_column if place.end_line <= place.line else len(text) + 1
    return " " * (place.column - 1) + "^" * max(min(end, len(text) + 1) - place.column, 1)


def _fix_note(finding: Finding) -> str:
    if finding.fix is None:
        return ""
    return f"{finding.fix.message} ({'--fix' if finding.fix.safe else '--fix --unsafe-fixes'})"


def _mark(finding: Finding) -> str:
    if finding.fix is None:
        return ""
    return "[*] " if finding.fix.safe else "[**] "


def _code(finding: Finding, color: bool) -> str:
    return _paint(finding.code, "red" if finding.severity == "error" else "yellow", color)


def _paint(text: str, style: str, color: bool) -> str:
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if color and text else text


def plain(text: str) -> str:
    """Text without colours."""
    return re.sub(r"\x1b\[\d+m", "", text)
