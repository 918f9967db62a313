"""A diagnosis for the terminal: what is wrong first, then what was measured."""

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rightloss.doctor.result import Diagnosis
from rightloss.findings import Finding
from rightloss.report.diagnosis_words import facts, headline, tried
from rightloss.report.entry import render

if TYPE_CHECKING:
    from rich.console import RenderableType

_WIDEST = 100


def to_text(diagnosis: Diagnosis, width: int | None = None, color: bool = False) -> str:
    """The diagnosis for a terminal.

    Args:
        diagnosis: what to show.
        width: columns; by default the terminal's, at most 100.
        color: whether to use ANSI colours.

    Returns:
        Text with a final newline.
    """
    width = width or min(shutil.get_terminal_size().columns, _WIDEST)
    return render(*_parts(diagnosis), width=width, color=color)


def _parts(diagnosis: Diagnosis) -> "Iterator[RenderableType]":
    from rich.table import Table
    from rich.text import Text

    yield Text(headline(diagnosis), style="bold green" if diagnosis.healthy else "bold")
    for finding in diagnosis.findings:
        yield from _finding(finding)
    grid = Table.grid(padding=(0, 2))
    for name, value in facts(diagnosis):
        grid.add_row(Text(name), Text(value, style="bold"))
    if grid.row_count:
        yield from ("", Text("Measured", style="bold cyan"), grid)
    notes = tried(diagnosis)
    if notes:
        yield from ("", Text("Tried", style="bold cyan"))
        yield from (Text(note) for note in notes)


def _finding(finding: Finding) -> "Iterator[RenderableType]":
    from rich.padding import Padding
    from rich.text import Text

    yield ""
    style = "bold red" if finding.severity == "error" else "bold yellow"
    yield Text.assemble((finding.code, style), " ", (finding.name, "bold"), f": {finding.message}")
    for label, text in (("why", finding.why), ("help", finding.help)):
        if text:
            yield Padding(Text.assemble((f"{label}: ", "cyan"), text), (0, 0, 0, 6))
