"""`rightloss plot`."""

import ast
import tempfile
from pathlib import Path
from typing import Any

import click

from rightloss.cli._names import EntryName, lookup
from rightloss.cli._output import Fault, columns, emit, use_unicode, write_file
from rightloss.report.curves import CurveError, Line, sample_curves
from rightloss.report.plots import FORMATS, plot_lines, save
from rightloss.report.terminal_plot import terminal_plot


@click.command(name="plot")
@click.argument("names", nargs=-1, required=True, type=EntryName(), metavar="NAME...")
@click.option("--gradient", is_flag=True, help="Draw the gradients as well.")
@click.option("--from", "start", type=float, metavar="A", help="Left end.")
@click.option("--to", "stop", type=float, metavar="B", help="Right end.")
@click.option("--option", "options", multiple=True, metavar="NAME=VALUE", help="An argument of the function: delta=2.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write a picture, .svg or .png, instead of drawing in the terminal.",
)
def command(
    names: tuple[str, ...],
    gradient: bool,
    start: float | None,
    stop: float | None,
    options: tuple[str, ...],
    output: Path | None,
) -> None:
    """Draw curves of losses (against the error or the logit) or of activations.

    Values are the real functions', gradients come through autograd.

    \b
    Example:
      rightloss plot l1 mse huber --gradient --option delta=2 -o losses.svg
    """
    form = _picture_format(output) if output else None
    # The same curve twice, under two names, is drawn once.
    entries = list({entry.name: entry for entry in map(lookup, names)}.values())
    try:
        lines = sample_curves(entries, start=start, stop=stop, options=dict(map(_parse_option, options)))
    except CurveError as error:
        raise Fault(str(error)) from error
    if output and form:
        write_file(output, _picture(lines, gradient, form))
    else:
        emit(_text(lines, gradient))


def _text(lines: list[Line], gradient: bool) -> str:
    return terminal_plot(lines, width=columns(), height=16, gradient=gradient, unicode=use_unicode()) + "\n"


def _picture(lines: list[Line], gradient: bool, form: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture"
        save(plot_lines(lines, gradient=gradient), path, format=form)
        return path.read_bytes()


def _picture_format(output: Path) -> str:
    form = output.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise Fault(f"{output} names no picture format that can be written; end it in .svg or .png.")
    return form


def _parse_option(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not (equals and name and value):
        raise Fault(f"--option {text!r} is not NAME=VALUE; write for instance --option delta=2.")
    try:
        return name, ast.literal_eval(value)
    except (ValueError, SyntaxError):
        return name, value
