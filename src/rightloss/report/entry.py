"""Pages as text, Markdown, HTML, and catalog entries as JSON."""

import dataclasses
import html
import io
import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rightloss.catalog import Activation, Loss
from rightloss.report.page import Formula, Page, Part, Points, Prose, Table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from rightloss.report.curves import Line

SCHEMA = 1


def to_text(page: Page, *, picture: str = "", width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """The page for a terminal.

    Args:
        page: what to show.
        picture: a drawing made of characters, shown below the formula; "" for none.
        width: columns.
        color: whether to use ANSI colours.
        unicode: whether lines and bullets may be other than ASCII.

    Returns:
        Text with a final newline.
    """
    from rich.text import Text

    parts: list[RenderableType] = [Text(page.title, style="bold"), page.summary]
    for part in page.parts:
        parts += ["", *_rich(part, unicode)]
        if isinstance(part, Formula) and picture:
            parts += ["", Text(picture, style="cyan")]
    return render(*parts, width=width, color=color)


def render(*parts: "RenderableType", width: int, color: bool) -> str:
    """Rich renderables as text, with ANSI codes where `color` says so, without trailing spaces otherwise."""
    from rich.console import Console

    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=color,
        no_color=not color,
        color_system="standard" if color else None,
        highlight=False,
        legacy_windows=False,
        markup=False,
        emoji=False,
    )
    for part in parts:
        console.print(part)
    text = out.getvalue()
    return text if color else re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)


def table(header: Sequence[str], rows: Sequence[Sequence[str]], *, unicode: bool) -> "RenderableType":
    """A rich table whose last column takes the room that is left."""
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    style = box.SIMPLE_HEAD if unicode else box.ASCII2
    found = RichTable(box=style, show_header=any(header), pad_edge=False, show_edge=False)
    for index, name in enumerate(header):
        found.add_column(name, style="bold" if index == 0 else "", overflow="fold")
    for row in rows:
        found.add_row(*map(Text, row))
    return found


def _rich(part: Part, unicode: bool) -> list["RenderableType"]:
    from rich.markdown import Markdown
    from rich.padding import Padding
    from rich.text import Text

    if isinstance(part, Formula):
        return [Text(f"  {part.latex}", style="italic")]
    heading = Text(part.heading, style="bold underline")
    match part:
        case Prose(text=text):
            return [heading, Markdown(text) if unicode else text]
        case Points(items=items):
            bullet = "•" if unicode else "-"
            return [heading, *(Padding(Text(f"{bullet} {item}"), (0, 0, 0, 2)) for item in items)]
        case Table(header=header, rows=rows):
            return [heading, table(header, rows, unicode=unicode)]


def to_markdown(page: Page) -> str:
    """The page in Markdown (MyST's, with formulas between double dollars), with a final newline."""
    blocks = [f"# {page.title}", page.summary, *map(_markdown, page.parts)]
    return "\n\n".join(blocks) + "\n"


def _markdown(part: Part) -> str:
    match part:
        case Formula(latex=latex):
            return f"$$\n{latex}\n$$"
        case Prose(heading=heading, text=text):
            return f"## {heading}\n\n{text.strip()}"
        case Points(heading=heading, items=items):
            return f"## {heading}\n\n" + "\n".join(f"- {item}" for item in items)
        case Table(heading=heading, header=header, rows=rows):
            return f"## {heading}\n\n{markdown_table(header, rows)}"


def markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; bars in cells are escaped."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |" for line in lines)


def to_json(entry: Loss | Activation) -> dict[str, Any]:
    """The entry as plain JSON types: "schema" and "type" first, infinite bounds as null."""
    kind = "loss" if isinstance(entry, Loss) else "activation"
    return {"schema": SCHEMA, "type": kind, **plain(entry)}


def plain(entry: Loss | Activation) -> dict[str, Any]:
    """The fields of an entry as plain JSON types, infinite numbers as null."""
    return {name: _plain(value) for name, value in dataclasses.asdict(entry).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def to_html(page: Page, *, line: "Line | None" = None) -> str:
    """The page as one self-contained HTML file, light and dark, without any request to elsewhere.

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
    return f'<!doctype html>\n<html lang="en"><head>{head}<style>{_CSS}</style></head>\n<body>{"".join(body)}</body></html>\n'


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
            return heading + "".join(f"<p>{_inline(block)}</p>" for block in re.split(r"\n\s*\n", text.strip()))
        case Points(items=items):
            return heading + "<ul>" + "".join(f"<li>{_inline(item)}</li>" for item in items) + "</ul>"
        case Table(header=header, rows=rows):
            return heading + _html_table(header, rows)


def _html_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [("th", header)] if any(header) else []
    lines += [("td", row) for row in rows]
    cells = ("".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in line) for tag, line in lines)
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in cells) + "</table>"


def _inline(text: str) -> str:
    """Escaped text with `code` and **bold** as in Markdown."""
    escaped = re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))
    return re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", escaped)


def svg_curve(line: "Line", *, width: int = 480, height: int = 240) -> str:
    """A curve as an inline SVG in the colour of the text."""
    points = [(x, y) for x, y in zip(line.x, line.values, strict=True) if math.isfinite(y)]
    (low_x, high_x), (low_y, high_y) = _range(x for x, _ in points), _range(y for _, y in points)
    places = " ".join(
        f"{8 + (x - low_x) / (high_x - low_x) * (width - 16):.1f},{8 + (high_y - y) / (high_y - low_y) * (height - 40):.1f}"
        for x, y in points
    )
    name = html.escape(line.name)
    label = f"{line.axis} from {low_x:g} to {high_x:g}; value from {low_y:.3g} to {high_y:.3g}"
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" role="img" aria-label="{name}: {label}">'
        f'<polyline points="{places}" fill="none" stroke="currentColor" stroke-width="2"/>'
        f'<text x="8" y="{height - 10}" font-size="13" fill="currentColor">{label}</text></svg>'
    )


def _range(values: Any) -> tuple[float, float]:
    found = list(values)
    low, high = min(found), max(found)
    return (low, high) if low < high else (low - 1.0, high + 1.0)
