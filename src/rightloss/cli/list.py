"""`rightloss list`."""

import sys

import click

from rightloss.catalog import Activation, Loss, activations, losses
from rightloss.catalog.schema import TASKS
from rightloss.check.housekeeping import mistakes as every_mistake
from rightloss.cli._output import Fault, columns, emit, json_text, say, use_color, use_unicode
from rightloss.report.entry import SCHEMA, plain, render, table
from rightloss.report.page import computed_by

_ONE_LINE = 160  # narrower terminals get the title below the name
_UNBOUNDED = 400


@click.command(name="list")
@click.option("--task", type=click.Choice(TASKS), metavar="TASK", help="Only losses for this task.")
@click.option("--mistakes", is_flag=True, help="List the mistakes that `rightloss check` finds instead.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with every field of every entry.")
def command(task: str | None, mistakes: bool, as_json: bool) -> None:
    """List the losses and activations, or the mistakes.

    \b
    Example:
      rightloss list --task binary-classification
    """
    if mistakes:
        if task is not None:
            raise Fault("--task and --mistakes exclude each other: a mistake belongs to no task.")
        emit(_mistakes(as_json))
        return
    found = [loss for loss in losses().values() if task is None or task in loss.tasks]
    # An activation has no task of its own: with a task, those that its losses predict with.
    wanted = {loss.activation for loss in found}
    others = [entry for entry in activations().values() if task is None or entry.name in wanted]
    if not found:
        say(f"no loss for {task} is catalogued")
    emit(_json(found, others) if as_json else _text(found, others))


def _mistakes(as_json: bool) -> str:
    known = every_mistake().values()
    if as_json:
        rows = [{"code": item.code, "name": item.name, "summary": item.summary} for item in known]
        return json_text({"schema": SCHEMA, "mistakes": rows})
    width = max(len(item.name) for item in known)
    return "".join(f"{item.code}  {item.name:{width}}  {item.summary}\n" for item in known)


def _json(found: list[Loss], others: list[Activation]) -> str:
    return json_text(
        {"schema": SCHEMA, "losses": [plain(loss) for loss in found], "activations": [plain(entry) for entry in others]}
    )


def _text(found: list[Loss], others: list[Activation]) -> str:
    entries: list[Loss | Activation] = [*found, *others]
    if sys.stdout.isatty() and columns() < _ONE_LINE:
        header, rows = ("name and title", "task", "computed by"), [_stacked(entry) for entry in entries]
        return render(table(header, rows, unicode=use_unicode()), width=columns(), color=use_color())
    # One line each, however wide: what a pipe, and `grep`, want.
    lines = [(entry.name, entry.title, ", ".join(_tasks(entry)), _computed(entry)) for entry in entries]
    parts = table(("name", "title", "task", "computed by"), lines, unicode=use_unicode())
    return render(parts, width=_UNBOUNDED, color=use_color())


def _stacked(entry: Loss | Activation) -> tuple[str, str, str]:
    packages = dict.fromkeys(call.partition(".")[0] for call in computed_by(entry))
    return f"{entry.name}\n  {entry.title}", "\n".join(_tasks(entry)), "\n".join(packages)


def _tasks(entry: Loss | Activation) -> tuple[str, ...]:
    return entry.tasks if isinstance(entry, Loss) else ("activation",)


def _computed(entry: Loss | Activation) -> str:
    names = computed_by(entry)
    return names[0] + (f" (+{len(names) - 1})" if len(names) > 1 else "")
