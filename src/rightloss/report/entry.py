"""Pages as text and as Markdown, catalog entries as JSON."""

import dataclasses
import io
import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rightloss.catalog import Activation, Loss
from rightloss.report.page import Formula, Page, Part, Points, Prose, Table

if TYPE_CHECKING:
    from rich.console import RenderableType

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
    from rich.text import Text

    if isinstance(part, Formula):
        return [Text(f"  {part.latex}", style="italic")]
    heading = Text(part.heading, style="bold underline")
    match part:
        case Prose(text=text):
            return [heading, Markdown(text) if unicode else text]
        case Points(items=items):
            return [heading, _bullets(items, "•" if unicode else "-")]
        case Table(header=header, rows=rows):
            return [heading, table(header, rows, unicode=unicode)]


def _bullets(items: Sequence[str], bullet: str) -> "RenderableType":
    from rich.table import Table as RichTable
    from rich.text import Text

    grid = RichTable.grid(padding=(0, 1))
    for item in items:
        grid.add_row("", bullet, Text(item))
    return grid


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
