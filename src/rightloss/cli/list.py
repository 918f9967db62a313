"""`rightloss list`."""

import click

from rightloss.catalog import Activation, Loss, activations, losses
from rightloss.catalog.schema import TASKS
from rightloss.cli._output import columns, emit, json_text, use_color, use_unicode
from rightloss.report.entry import SCHEMA, plain, render, table
from rightloss.report.page import computed_by


@click.command(name="list")
@click.option("--task", type=click.Choice(TASKS), metavar="TASK", help="Only losses for this task.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with every field of every entry.")
def command(task: str | None, as_json: bool) -> None:
    """List the losses and activations.

    \b
    Example:
      rightloss list --task binary-classification
    """
    found = [loss for loss in losses().values() if task is None or task in loss.tasks]
    # An activation has no task of its own: with a task, those that its losses predict with.
    wanted = {loss.activation for loss in found}
    others = [entry for entry in activations().values() if task is None or entry.name in wanted]
    emit(_json(found, others) if as_json else _text(found, others))


def _json(found: list[Loss], others: list[Activation]) -> str:
    return json_text(
        {"schema": SCHEMA, "losses": [plain(loss) for loss in found], "activations": [plain(entry) for entry in others]}
    )


def _text(found: list[Loss], others: list[Activation]) -> str:
    rows = [(entry.name, entry.title, ", ".join(entry.tasks), _computed(entry)) for entry in found]
    rows += [(entry.name, entry.title, "activation", _computed(entry)) for entry in others]
    parts = table(("name", "title", "task", "computed by"), rows, unicode=use_unicode())
    return render(parts, width=columns(), color=use_color())


def _computed(entry: Loss | Activation) -> str:
    names = computed_by(entry)
    return names[0] + (f" (+{len(names) - 1})" if len(names) > 1 else "")
