"""`rightloss show`."""

from pathlib import Path

import click

from rightloss._optional import MissingExtraError
from rightloss.catalog import Activation, Loss
from rightloss.cli._names import EntryName, lookup
from rightloss.cli._output import columns, emit, json_text, output_option, say, use_color, use_unicode
from rightloss.report.curves import CurveError, Line, sample_curves
from rightloss.report.entry import to_json, to_markdown, to_text
from rightloss.report.entry_html import to_html
from rightloss.report.page import entry_page
from rightloss.report.terminal_plot import terminal_plot


@click.command(name="show")
@click.argument("name", type=EntryName())
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown", "html"]), default="text", show_default=True
)
@output_option
def command(name: str, form: str, output: Path | None) -> None:
    """Show what is known about a loss or an activation.

    NAME is a catalog name, an alias (mae) or a class or function (torch.nn.L1Loss).

    \b
    Example:
      rightloss show cross-entropy
    """
    entry = lookup(name)
    if form == "json":
        emit(json_text(to_json(entry)), output)
    elif form == "markdown":
        emit(to_markdown(entry_page(entry)), output)
    elif form == "html":
        emit(to_html(entry_page(entry), line=_curve(entry)), output)
    else:
        emit(_text(entry, output), output)


def _text(entry: Loss | Activation, output: Path | None) -> str:
    unicode = use_unicode(output)
    line = _curve(entry)
    picture = terminal_plot([line], width=min(columns(), 64), height=10, unicode=unicode) if line else ""
    return to_text(entry_page(entry), picture=picture, width=columns(), color=use_color(output), unicode=unicode)


def _curve(entry: Loss | Activation) -> Line | None:
    """The curve, or None where the entry has none or there is no torch to compute it; says so."""
    if isinstance(entry, Loss) and entry.curve is None:
        return None
    try:
        return sample_curves([entry])[0]
    except (MissingExtraError, CurveError) as error:
        say(f"no curve: {error}")
        return None
