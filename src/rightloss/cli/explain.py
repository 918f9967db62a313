"""`rightloss explain`."""

import re

import click

from rightloss.cli._names import EntryName, lookup
from rightloss.cli._output import Fault, columns, emit, use_color, use_unicode
from rightloss.report.entry import to_text
from rightloss.report.page import explanation_page

_CODE = re.compile(r"RL\d+", re.IGNORECASE)


@click.command(name="explain")
@click.argument("name", type=EntryName())
def command(name: str) -> None:
    """Explain a loss or an activation in plain words.

    \b
    Example:
      rightloss explain nll
    """
    if _CODE.fullmatch(name):
        raise Fault(
            f"no mistake {name.upper()} is catalogued; losses and activations are: `rightloss list` names them all."
        )
    page = explanation_page(lookup(name))
    emit(to_text(page, width=columns(), color=use_color(), unicode=use_unicode()))
