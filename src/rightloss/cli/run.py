"""`rightloss run`."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from rightloss._optional import need
from rightloss.cli._findings import FORMATS, render
from rightloss.cli._output import Fault, output_option, write_file
from rightloss.cli._pages import outcome_of
from rightloss.findings import Finding


@click.command(name="run", context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.argument("script")
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
@click.option("-m", "module", is_flag=True, help="SCRIPT is the name of a module, as in `python -m`.")
@click.option("--stop", is_flag=True, help="End the script at the first finding, with exit code 1.")
@click.option(
    "--batches", type=click.IntRange(min=0), default=0, help="End it after so many optimizer steps; 0: never."
)
@click.option("--fail", is_flag=True, help="Exit with 1 where something is found and the script ends with 0.")
@click.option(
    "--output-format",
    "form",
    type=click.Choice(FORMATS),
    default="full",
    show_default=True,
    envvar="RIGHTLOSS_OUTPUT_FORMAT",
)
@output_option
@click.option("--quiet", "-q", is_flag=True, help="Print findings and nothing else.")
def command(
    script: str,
    args: tuple[str, ...],
    module: bool,
    stop: bool,
    batches: int,
    fail: bool,
    form: str,
    output: Path | None,
    quiet: bool,
) -> None:
    """Run a training script, and watch its losses.

    SCRIPT runs as `python SCRIPT ARGS...` would, and ends with its own exit code. The first calls of every loss, the
    backward passes and the optimizer steps are looked at. Findings are printed on standard error when it has ended.

    \b
    Example:
      rightloss run train.py --epochs 1
      rightloss run --batches 10 --output-format json -o findings.json train.py
    """
    need("torch", extra="torch")
    if not module and not os.path.isfile(script):
        raise Fault(f"{script} is no file.")
    from rightloss.doctor.script import run

    here = os.getcwd()
    done = run(script, args, module=module, stop=stop, batches=batches)
    sys.stdout.flush()
    os.chdir(here)
    _show(done.findings, form, output, quiet)
    raise click.exceptions.Exit(done.code or (1 if fail and done.findings else 0))


def _show(findings: Sequence[Finding], form: str, output: Path | None, quiet: bool) -> None:
    color = output is None and sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    text = render(outcome_of(findings), form, color=color, quiet=quiet)
    if output is not None:
        write_file(output, text.encode())
    else:
        click.echo(text, err=True, nl=False)
