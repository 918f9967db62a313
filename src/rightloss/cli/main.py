"""The command `rightloss`: its options, its exit codes, its subcommands (loaded when they are called)."""

import traceback
from typing import Any, NoReturn

import click

from rightloss import __version__
from rightloss._optional import MissingExtraError, resolve

INTERNAL_ERROR = 3
INTERRUPTED = 130

# One line each, so that the help needs no import of a subcommand.
_COMMANDS = {
    "check": "Find wrongly wired losses in PyTorch code, without running it.",
    "choose": "Say which loss and which output activation fit a data set.",
    "diagnose": "Try a model, a loss and one batch, and say what is wrong.",
    "explain": "Explain a loss, an activation or a mistake in plain words.",
    "list": "List the losses and activations.",
    "plot": "Draw curves of losses or activations.",
    "run": "Run a training script, and watch its losses.",
    "show": "Show what is known about a loss or an activation.",
}

_EPILOG = """\b
Exit codes: 0 done; 1 mistakes found (check, diagnose); 2 usage or input error; 3 internal error; 130 interrupted.
Results go to standard output, everything else to standard error.

\b
Shell completion, for bash (or zsh_source, fish_source):
  eval "$(_RIGHTLOSS_COMPLETE=bash_source rightloss)"
"""


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command = resolve(f"rightloss.cli.{cmd_name}:command")
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.exceptions.NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            where = error.ctx.command_path if error.ctx else ctx.command_path
            _end(ctx, f"{' '.join(error.format_message().split()).rstrip('.')}; see `{where} --help`.", code=2)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except (KeyboardInterrupt, click.Abort):
            ctx.exit(INTERRUPTED)
        except MissingExtraError as error:
            _end(ctx, str(error), code=2)
        except Exception as error:
            _end(ctx, f"internal error: {_one_line(error)}", code=INTERNAL_ERROR, hint=True)


@click.group(cls=_LazyGroup, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rightloss")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Colours in text; auto asks NO_COLOR, FORCE_COLOR and the terminal.",
)
@click.option("--debug", is_flag=True, envvar="RIGHTLOSS_DEBUG", help="Show the traceback of an internal error.")
def group(color: str, debug: bool) -> None:
    """The right loss function for a PyTorch model."""


def main() -> NoReturn:
    """Run the command line and end the process with its exit code."""
    group.main(prog_name="rightloss", complete_var="_RIGHTLOSS_COMPLETE")
    raise AssertionError("click ends the process")


def _end(ctx: click.Context, message: str, *, code: int, hint: bool = False) -> NoReturn:
    if hint and ctx.params["debug"]:
        click.echo(traceback.format_exc(), err=True, nl=False)
    elif hint:
        message += " (run `rightloss --debug ...` for the traceback)"
    click.echo(f"Error: {message}", err=True)
    ctx.exit(code)


def _one_line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())
