"""A choice for the terminal: what to do first, then why, then the code."""

import shutil
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rightloss.choose.result import Choice, Distribution, Recommendation
from rightloss.report import choice_words as words
from rightloss.report.entry import render

if TYPE_CHECKING:
    from rich.console import RenderableType

_WIDEST = 100
_BLOCKS = "▁▂▃▄▅▆▇█"
_CLASSES = 5


def to_text(choice: Choice, width: int | None = None, color: bool = False, *, unicode: bool = True) -> str:
    """The choice for a terminal.

    Args:
        choice: what to show.
        width: columns; by default the terminal's, at most 100.
        color: whether to use ANSI colours.
        unicode: whether characters other than ASCII can be shown; user's texts stay as they are.

    Returns:
        Text with a final newline.
    """
    width = width or min(shutil.get_terminal_size().columns, _WIDEST)
    text = render(*_parts(choice, unicode), width=width, color=color)
    best = choice.best
    return text + _code(best.snippet, color) if best and best.snippet else text


def _parts(choice: Choice, unicode: bool) -> "Iterator[RenderableType]":
    from rich.text import Text

    yield Text(words.clean(choice.verdict), style="bold")
    if choice.best is not None:
        yield from ("", _facts(choice.best))
    yield from _section("Target", _target(choice, unicode))
    if best := choice.best:
        reasons = [f"{words.clean(reason.text)}{_bracketed(words.support(reason))}" for reason in best.reasons]
        yield from _section("Why", _listed(reasons, unicode))
        yield from _section("Watch out", _listed([words.clean(caveat) for caveat in best.caveats], unicode))
    yield from _question(choice)
    if len(choice.ranking) > 1:
        yield from _section("Ranking", [_ranking(choice, unicode)])
    excluded = [f"{', '.join(names)}: {words.clean(why)}" for why, names in words.excluded(choice)]
    yield from _section("Ruled out", _listed(excluded, unicode))
    yield from _section("Notes", _listed([words.clean(note) for note in choice.notes], unicode))


def _section(title: str, body: "Sequence[RenderableType]") -> "Iterator[RenderableType]":
    from rich.padding import Padding
    from rich.text import Text

    if body:
        yield from ("", Text(title, style="bold cyan"))
        yield from (Padding(part, (0, 0, 0, 2)) for part in body)


def _facts(best: Recommendation) -> "RenderableType":
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    for name, value, note in words.facts(best):
        line = Text(value, style="bold green" if name == "Loss" else "bold")
        if note != value:
            line.append(f"  ({note})", style="dim")
        grid.add_row(Text(f"  {name}"), line)
    return grid


def _target(choice: Choice, unicode: bool) -> "list[RenderableType]":
    from rich.text import Text

    found: list[RenderableType] = [Text(", ".join(words.chips(choice)) + _rows(choice))]
    if choice.distribution is not None:
        found += [Text(line, no_wrap=True) for line in _picture(choice.distribution, unicode)]
    return found


def _rows(choice: Choice) -> str:
    rows = choice.data.get("rows")
    return "" if rows is None else f"; {words.number(rows)} rows"


def _picture(distribution: Distribution, unicode: bool) -> list[str]:
    counts, labels = distribution.counts, distribution.labels
    if labels and (len(labels) <= _CLASSES or not words.has_numeric_labels(distribution)):
        return _class_lines(counts, labels)
    ends = (
        (labels[0], labels[-1]) if labels else tuple(map(words.number, (distribution.edges[0], distribution.edges[-1])))
    )
    if not unicode:
        return [f"from {ends[0]} to {ends[1]}"]
    top = max(counts) or 1
    blocks = (_BLOCKS[-(-count * 7 // top)] if count else " " for count in counts)
    return [f"{ends[0]} │{''.join(blocks)}│ {ends[1]}"]


def _class_lines(counts: Sequence[int], labels: Sequence[str]) -> list[str]:
    total = sum(counts) or 1
    order = sorted(range(len(counts)), key=lambda index: -counts[index])
    shown = [f"{words.clean(labels[index])} {words.percent(counts[index] / total)}" for index in order[:_CLASSES]]
    left = len(order) - len(shown)
    return [", ".join(shown) + (f" and {left} more" if left else "")]


def _bracketed(text: str) -> str:
    return f" [{text}]" if text else ""


def _listed(items: Sequence[str], unicode: bool) -> "list[RenderableType]":
    from rich.table import Table
    from rich.text import Text

    if not items:
        return []
    grid = Table.grid(padding=(0, 1))
    for item in items:
        grid.add_row("•" if unicode else "-", Text(item))
    return [grid]


def _question(choice: Choice) -> "Iterator[RenderableType]":
    from rich.table import Table
    from rich.text import Text

    if choice.question is None:
        return
    grid = Table.grid(padding=(0, 2))
    for answer in choice.question.answers:
        leads = f" (leads to {answer.leads_to})" if answer.leads_to else ""
        grid.add_row(Text(answer.flag, style="yellow", no_wrap=True), Text(f"{words.clean(answer.text)}{leads}"))
    text = Text(f"{words.clean(choice.question.text)} Run again with the flag of your answer:")
    yield from _section("One question would settle it", [text, grid])


def _ranking(choice: Choice, unicode: bool) -> "RenderableType":
    from rich import box
    from rich.table import Table
    from rich.text import Text

    style = box.SIMPLE_HEAD if unicode else box.ASCII2
    table = Table(box=style, pad_edge=False, show_edge=False)
    table.add_column("weight", justify="right", no_wrap=True)
    table.add_column("loss", no_wrap=True)
    table.add_column("activation", no_wrap=True)
    table.add_column("right choice")
    for index, item in enumerate(choice.ranking):
        bold = "bold" if index == 0 else ""
        row = (words.percent(item.weight), item.loss, item.activation, words.clean(item.wins_when))
        table.add_row(*(Text(cell, style=bold if place < 2 else "") for place, cell in enumerate(row)))
    return table


def _code(snippet: str, color: bool) -> str:
    """The code as it is: never wrapped, so that it can be copied."""
    from rich.syntax import Syntax
    from rich.text import Text

    lines = snippet.strip("\n")
    heading = render("", Text("Code", style="bold cyan"), width=_WIDEST, color=color)
    if not color:
        return f"{heading}\n{lines}\n"
    code = Syntax(lines, "python", theme="ansi_dark", background_color="default").highlight(lines)
    code.rstrip()
    return heading + "\n" + render(code, width=max(map(len, lines.splitlines())) + 1, color=True)
