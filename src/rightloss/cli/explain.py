"""`rightloss explain`."""

import re
from difflib import get_close_matches

import click

from rightloss.check.housekeeping import mistakes
from rightloss.cli._names import EntryName, lookup
from rightloss.cli._output import Fault, columns, emit, use_color, use_unicode

_CODE = re.compile(r"RL\d+", re.IGNORECASE)


@click.command(name="explain")
@click.argument("name", type=EntryName())
def command(name: str) -> None:
    """Explain a loss, an activation or a mistake in plain words.

    NAME is a catalog name, an alias, or the code or name of a mistake that `rightloss check` finds.

    \b
    Example:
      rightloss explain nll
      rightloss explain RL101
    """
    names = [mistake.name for mistake in mistakes().values()]
    if _CODE.fullmatch(name) or name.lower() in names:
        emit(_mistake(name))
        return
    if nearest := get_close_matches(name.lower(), names, n=1, cutoff=0.9):
        raise Fault(f"no mistake is called {name!r}; did you mean {nearest[0]}?")
    # The pages of losses need rich; those of mistakes do not.
    from rightloss.report.entry import to_text
    from rightloss.report.page import explanation_page

    page = explanation_page(lookup(name))
    emit(to_text(page, width=columns(), color=use_color(), unicode=use_unicode()))


def _mistake(name: str) -> str:
    from rightloss.report.mistake import find_mistake, to_markdown

    found = find_mistake(name)
    if found is not None:
        text = to_markdown(found)
        return re.sub(r"^#.*$", lambda line: click.style(line[0], bold=True), text, flags=re.M) if use_color() else text
    nearest = get_close_matches(name.upper(), mistakes(), n=1)
    hint = f"did you mean {nearest[0]}? " if nearest else ""
    raise Fault(f"no mistake {name.upper()} is catalogued; {hint}`rightloss list --mistakes` names them all.")
