"""`rightloss diagnose`."""

import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from rightloss._optional import need
from rightloss.cli._output import Fault, columns, emit, json_text, output_option, use_color

_FORMATS = ("text", "json", "html")


@click.command(name="diagnose")
@click.argument("factory")
@click.option(
    "--steps", type=click.IntRange(min=0), default=30, show_default=True, help="Training on the batch; 0: none."
)
@click.option("--seed", type=int, default=0, show_default=True, help="Where random numbers start.")
@click.option("--like", metavar="LOSS", help="Catalog name of the loss whose contract a criterion of yours keeps.")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even where something is found.")
@output_option
def command(
    factory: str, steps: int, seed: int, like: str | None, form: str, exit_zero: bool, output: Path | None
) -> None:
    """Try a model, a loss and one batch, and say what is wrong.

    FACTORY is module:function or file.py:function; the function takes nothing and returns (model, criterion, batch),
    where batch is (inputs, target). Exit code 0: nothing found; 1: something found; 2: wrong usage.

    \b
    Example:
      rightloss diagnose train:example --format html -o report.html
    """
    need("torch", extra="torch")
    from rightloss.doctor.diagnose import diagnose

    model, criterion, batch = _made(_function(factory), factory)
    try:
        found = diagnose(model, criterion, batch, steps=steps, like=like, seed=seed)
    except Exception as error:
        raise Fault(f"{factory}: {type(error).__name__}: {error}") from error
    if form == "text":
        from rightloss.report.diagnosis_text import to_text

        emit(to_text(found, width=columns(), color=use_color(output)), output)
    else:
        emit(json_text(found.to_dict()) if form == "json" else found.to_html(), output)
    raise click.exceptions.Exit(1 if found.findings and not exit_zero else 0)


def _function(factory: str) -> Callable[[], Any]:
    name, colon, function = factory.rpartition(":")
    if not colon or not name or not function:
        raise Fault(f"{factory!r} is not module:function or file.py:function.")
    module = _module(name)
    found = getattr(module, function, None)
    if not callable(found):
        raise Fault(f"{name} has no function {function}.")
    return found  # type: ignore[no-any-return]


def _module(name: str) -> Any:
    folder = os.path.dirname(os.path.abspath(name)) if name.endswith(".py") else os.getcwd()
    sys.path.insert(0, folder)
    if name.endswith(".py") and not os.path.isfile(name):
        raise Fault(f"{name} is no file.")
    try:
        return importlib.import_module(Path(name).stem if name.endswith(".py") else name)
    except Exception as error:
        raise Fault(f"{name} cannot be imported: {type(error).__name__}: {error}") from error


def _made(function: Callable[[], Any], factory: str) -> tuple[Any, Any, Any]:
    try:
        found = function()
    except Exception as error:
        raise Fault(f"{factory} raised {type(error).__name__}: {error}") from error
    if not isinstance(found, tuple) or len(found) != 3:
        raise Fault(f"{factory} returned a {type(found).__name__}, and must return (model, criterion, batch).")
    return found
