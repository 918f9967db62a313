"""Names of losses and activations on the command line: looked up, and completed by the shell."""

import click
from click.shell_completion import CompletionItem

from rightloss.catalog import Activation, Loss, activations, find, losses
from rightloss.cli._output import Fault


class EntryName(click.ParamType[str]):
    """The name of a loss or activation, completed from the catalog."""

    name = "name"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Catalog names that begin with what has been typed."""
        entries: dict[str, Loss | Activation] = {**losses(), **activations()}
        return [
            CompletionItem(name, help=entry.title) for name, entry in entries.items() if name.startswith(incomplete)
        ]


def lookup(name: str) -> Loss | Activation:
    """The entry called `name`.

    Raises:
        Fault: nothing is called so.
    """
    try:
        return find(name)
    except KeyError as error:
        raise Fault(str(error.args[0])) from error
