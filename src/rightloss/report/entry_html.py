"""Pages as HTML: one self-contained file, light and dark, without any request to elsewhere."""

import html
import math
from collections.abc import Iterable, Sequence
from functools import cache

from markdown_it import MarkdownIt

from rightloss.report.curves import Line
from rightloss.report.page import Formula, Page, Part, Points, Prose, Table


def to_html(page: Page, *, line: Line | None = None) -> str:
    """The page as one self-contained HTML file, light and dark.

    Args:
        page: what to show.
        line: its curve, drawn as SVG; None for none.
    """
    title = html.escape(page.title)
    body = [f"<h1>{title}</h1>", f"<p>{html.escape(page.summary)}</p>"]
    for part in page.parts:
        body.append(_html(part))
        if isinstance(part, Formula) and line is not None:
            body.append(svg_curve(line))
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
    head += f"<style>{_CSS}</style>"
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body>{"".join(body)}</body></html>\n'


_CSS = (
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;"
    "padding:0 1rem}table{border-collapse:collapse}td,th{text-align:left;padding:.2rem .8rem .2rem 0;"
    "vertical-align:top;border-bottom:1px solid #8885}pre{overflow-x:auto}svg{max-width:100%}"
)


def _html(part: Part) -> str:
    if isinstance(part, Formula):
        return f"<pre><code>{html.escape(part.latex)}</code></pre>"
    heading = f"<h2>{html.escape(part.heading)}</h2>"
    match part:
        case Prose(text=text):
            return heading + str(_markdown().render(text))
        case Points(items=items):
            return heading + "<ul>" + "".join(f"<li>{_markdown().renderInline(item)}</li>" for item in items) + "</ul>"
        case Table(header=header, rows=rows):
            return heading + _html_table(header, rows)


def _html_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [("th", header)] if any(header) else []
    lines += [("td", row) for row in rows]
    cells = ("".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in line) for tag, line in lines)
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in cells) + "</table>"


@cache
def _markdown() -> MarkdownIt:
    # Raw HTML in an entry is text, not markup.
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def svg_curve(line: Line, *, width: int = 480, height: int = 240) -> str:
    """A curve as an inline SVG in the colour of the text."""
    points = [(x, y) for x, y in zip(line.x, line.values, strict=True) if math.isfinite(y)]
    (low_x, high_x), (low_y, high_y) = _range(x for x, _ in points), _range(y for _, y in points)
    across, down = (width - 16) / (high_x - low_x), (height - 40) / (high_y - low_y)
    places = " ".join(f"{8 + (x - low_x) * across:.1f},{8 + (high_y - y) * down:.1f}" for x, y in points)
    name = html.escape(line.name)
    label = f"{line.axis} from {low_x:g} to {high_x:g}; value from {low_y:.3g} to {high_y:.3g}"
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" role="img" aria-label="{name}: {label}">'
        f'<polyline points="{places}" fill="none" stroke="currentColor" stroke-width="2"/>'
        f'<text x="8" y="{height - 10}" font-size="13" fill="currentColor">{label}</text></svg>'
    )


def _range(values: Iterable[float]) -> tuple[float, float]:
    found = list(values)
    low, high = min(found), max(found)
    return (low, high) if low < high else (low - 1.0, high + 1.0)
